/** Tests of what clients are told of metrics. */
@NullMarked
package dev.assay.api.catalog;

import org.jspecify.annotations.NullMarked;
