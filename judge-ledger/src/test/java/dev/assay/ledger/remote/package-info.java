/** Tests of the ledger. */
@NullMarked
package dev.assay.ledger.remote;

import org.jspecify.annotations.NullMarked;
