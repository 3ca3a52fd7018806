/**
 * What a judge said, made into evaluations: a value that the definition allows, not applicable, or
 * a failure with a countable code; never a guess. Knows nothing of HTTP, money or the ledger.
 */
@NullMarked
package dev.assay.evaluators.judge.answer;

import org.jspecify.annotations.NullMarked;
