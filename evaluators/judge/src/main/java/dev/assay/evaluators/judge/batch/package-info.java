/**
 * Sends the calls of a run as batches, at the provider's lower price: each batch once, whatever
 * dies between. Knows files and batches of a server and what the ledger keeps of them; must not
 * know prompts or conversations.
 */
@NullMarked
package dev.assay.evaluators.judge.batch;

import org.jspecify.annotations.NullMarked;
