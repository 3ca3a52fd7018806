/**
 * Carries the ledger of a run from the driver to the executors over Spark's plugin RPC. Knows
 * nothing of metrics, judges or tables.
 */
@NullMarked
package dev.assay.jobs.ledger;

import org.jspecify.annotations.NullMarked;
