package dev.assay.evaluators.batch;

import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Usage;

/**
 * A call that is to go into a batch.
 *
 * @param call what it asks; all of its items
 * @param bound the most that it can use, at the price of batches
 * @param request the exact body, UTF-8 JSON in one line
 * @param attempt of those with the same questions in this run, from 1
 */
public record BatchDraft(Call call, Usage bound, String request, int attempt) {}
