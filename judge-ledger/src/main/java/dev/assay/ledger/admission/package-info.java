/** Decides which call is made: what is known, what is under way, what the budget allows. */
@NullMarked
package dev.assay.ledger.admission;

import org.jspecify.annotations.NullMarked;
