/** The routes of metrics and their versions, over the store that the command line uses. */
@NullMarked
package dev.assay.api.catalog;

import org.jspecify.annotations.NullMarked;
