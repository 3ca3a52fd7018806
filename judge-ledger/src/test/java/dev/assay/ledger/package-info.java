/** Tests of the ledger. */
@NullMarked
package dev.assay.ledger;

import org.jspecify.annotations.NullMarked;
