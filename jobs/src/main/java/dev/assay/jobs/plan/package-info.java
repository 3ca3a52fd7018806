/**
 * Decides which cells (a conversation and a metric version) a run evaluates. Cost follows what is
 * new, not what is stored.
 */
@NullMarked
package dev.assay.jobs.plan;

import org.jspecify.annotations.NullMarked;
