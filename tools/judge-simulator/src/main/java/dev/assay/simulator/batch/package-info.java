/** Files and batches: the interface for work that may take until tomorrow, at half the price. */
@NullMarked
package dev.assay.simulator.batch;

import org.jspecify.annotations.NullMarked;
