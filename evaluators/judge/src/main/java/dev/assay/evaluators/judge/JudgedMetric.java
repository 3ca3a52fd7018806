package dev.assay.evaluators.judge;

import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.judge.prompt.JudgeRequest;
import dev.assay.evaluators.judge.prompt.Question;
import dev.assay.evaluators.judge.tokens.TokenCounter;

/**
 * A metric as it is judged, the same for every conversation.
 *
 * @param definition what decides the answer
 * @param fingerprint names it
 * @param question how it is asked
 * @param counter counts the model's tokens
 * @param frame tokens of what every request holds
 * @param plea tokens of what a request for a better answer holds beside that and the bad one
 * @param part tokens of what this question adds to a request
 */
record JudgedMetric(
    Definition definition,
    String fingerprint,
    Question question,
    TokenCounter counter,
    TokenCounter.Count frame,
    TokenCounter.Count plea,
    TokenCounter.Count part) {

  static JudgedMetric of(MetricVersion version, JudgeSettings settings) {
    Definition definition = Definition.of(version, settings);
    Question question = Question.of(definition.description(), definition.value());
    TokenCounter counter = TokenCounter.forModel(definition.model());
    return new JudgedMetric(
        definition,
        definition.fingerprint(settings),
        question,
        counter,
        counter.count(JudgeRequest.frame()),
        counter.count(JudgeRequest.plea()),
        counter.count(JudgeRequest.part(question)));
  }
}
