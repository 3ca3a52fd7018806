/**
 * What a judge is sent: the conversation as data that nothing in it can end or pose as anything
 * else, the questions, and the shape of the answer. The same arguments give the same bytes. Knows
 * nothing of HTTP, money or the ledger.
 */
@NullMarked
package dev.assay.evaluators.judge.prompt;

import org.jspecify.annotations.NullMarked;
