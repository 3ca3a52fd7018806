/** Counts tokens: exactly where a model's tokenizer is known, by a stated rule where it is not. */
@NullMarked
package dev.assay.evaluators.judge.tokens;

import org.jspecify.annotations.NullMarked;
