/**
 * The nightly job: ingest, plan, evaluate, maintain, report, as restartable Spring Batch steps, and
 * the recovery of runs that died.
 */
@NullMarked
package dev.assay.jobs.nightly;

import org.jspecify.annotations.NullMarked;
