/**
 * Tells how a metric's values went from day to day: one version of it, and each evaluator by
 * itself. Reads {@code metric_daily}; knows nothing of runs, Spark or evaluators.
 */
@NullMarked
package dev.assay.insight.trend;

import org.jspecify.annotations.NullMarked;
