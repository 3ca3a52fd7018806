/** Tests of the ledger. */
@NullMarked
package dev.assay.ledger.pace;

import org.jspecify.annotations.NullMarked;
