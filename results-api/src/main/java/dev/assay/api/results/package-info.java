/** The route of evaluation results, over the tables. */
@NullMarked
package dev.assay.api.results;

import org.jspecify.annotations.NullMarked;
