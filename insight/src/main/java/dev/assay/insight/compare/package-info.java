/**
 * Tells what a new version of a metric changed: the answers of two versions to the same
 * conversations, side by side. Reads results; knows nothing of runs, Spark or evaluators.
 */
@NullMarked
package dev.assay.insight.compare;

import org.jspecify.annotations.NullMarked;
