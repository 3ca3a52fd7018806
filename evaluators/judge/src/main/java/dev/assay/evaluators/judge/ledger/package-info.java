/**
 * The book of paid answers: a durable store of calls and answers, the budget of a run and the pace
 * at which a judge may be asked. Knows JDBC; must not know Spark, Spring, HTTP or prompts.
 */
@NullMarked
package dev.assay.evaluators.judge.ledger;

import org.jspecify.annotations.NullMarked;
