/**
 * The ledger over a network: executors ask and settle, the driver answers. How bytes travel is the
 * caller's affair.
 */
@NullMarked
package dev.assay.ledger.remote;

import org.jspecify.annotations.NullMarked;
