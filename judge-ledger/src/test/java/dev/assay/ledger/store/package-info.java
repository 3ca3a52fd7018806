/** Tests of the ledger. */
@NullMarked
package dev.assay.ledger.store;

import org.jspecify.annotations.NullMarked;
