/** Tests of the ledger. */
@NullMarked
package dev.assay.evaluators.judge.ledger;

import org.jspecify.annotations.NullMarked;
