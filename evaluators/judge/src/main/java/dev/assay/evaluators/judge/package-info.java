/**
 * Scores conversations by asking a language model behind an OpenAI-compatible endpoint: renders the
 * request, calls, checks the answer, and pays by the ledger. Knows nothing of Spark, Spring, tables
 * or other evaluators.
 */
@NullMarked
package dev.assay.evaluators.judge;

import org.jspecify.annotations.NullMarked;
