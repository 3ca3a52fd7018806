/**
 * Conversations as an evaluator sees them, and the archives they are read from. Knows nothing of
 * metrics, Spark or tables.
 */
@NullMarked
package dev.assay.archive;

import org.jspecify.annotations.NullMarked;
