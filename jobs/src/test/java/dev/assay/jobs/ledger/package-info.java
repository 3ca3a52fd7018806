/** Tests of the exchange between executors and driver. */
@NullMarked
package dev.assay.jobs.ledger;

import org.jspecify.annotations.NullMarked;
