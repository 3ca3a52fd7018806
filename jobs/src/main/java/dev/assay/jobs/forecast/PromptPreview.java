package dev.assay.jobs.forecast;

import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.DefinitionProblem;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.Ledger;
import dev.assay.evaluators.Preparation;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.judge.JudgeEvaluator;
import dev.assay.evaluators.judge.JudgeSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The request that a judge would be sent for one metric and one conversation.
 *
 * @param body the exact body, JSON
 * @param inputTokens what it is thought to read
 * @param basis how these are counted
 * @param bound the most that it can use
 * @param configured whether a judge is configured; if not, the request is for a nameless one
 */
public record PromptPreview(
    String body, long inputTokens, String basis, Usage bound, boolean configured) {

  /**
   * Makes the request; asks nobody.
   *
   * @param evaluators of this process, by type
   * @throws IllegalArgumentException when the metric cannot be judged, or the conversation is too
   *     long for it; with a message for a person
   */
  public static PromptPreview of(
      Map<String, Evaluator> evaluators, MetricVersion version, Conversation conversation) {
    if (evaluators.get(version.evaluator().type()) instanceof JudgeEvaluator judge) {
      return of(judge, version, conversation, true);
    }
    try (JudgeEvaluator judge = nameless()) {
      return of(judge, version, conversation, false);
    }
  }

  private static PromptPreview of(
      JudgeEvaluator judge, MetricVersion version, Conversation conversation, boolean configured) {
    if (judge.prepare(version) instanceof Preparation.Rejected rejected) {
      throw new IllegalArgumentException(
          rejected.problems().stream()
              .map(DefinitionProblem::message)
              .collect(Collectors.joining(System.lineSeparator())));
    }
    return judge.previews(conversation, List.of(version)).stream()
        .findFirst()
        .map(
            preview ->
                new PromptPreview(
                    preview.body(),
                    preview.inputTokens(),
                    preview.basis(),
                    preview.bound(),
                    configured))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    ("Cannot show a prompt: the conversation is too long for the judge's"
                            + " context_tokens, and '%s' refuses long conversations; set its"
                            + " long_conversations to window.")
                        .formatted(version.metricName())));
  }

  /** A judge that is never asked. */
  private static JudgeEvaluator nameless() {
    return new JudgeEvaluator(
        JudgeSettings.of(URI.create("http://localhost/v1"), "unnamed-model"),
        Ledger.NONE,
        Optional::empty);
  }
}
