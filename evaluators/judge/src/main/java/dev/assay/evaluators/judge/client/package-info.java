/**
 * Sends requests to an OpenAI-compatible server and says what came of each. One request is one
 * attempt: waiting and trying again is the caller's business. Knows nothing of prompts, metrics or
 * the ledger.
 */
@NullMarked
package dev.assay.evaluators.judge.client;

import org.jspecify.annotations.NullMarked;
