/** Tests of the ledger. */
@NullMarked
package dev.assay.ledger.admission;

import org.jspecify.annotations.NullMarked;
