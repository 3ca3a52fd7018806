package dev.assay.installation;

import dev.assay.ledger.admission.Caps;
import java.time.Duration;

/**
 * The section {@code server.evaluation} of the settings: what users may ask the server to evaluate.
 *
 * @param budget what judges may cost a server in a day
 * @param timeout how long one request may evaluate, and how long it may then wait for its results
 *     to be stored
 */
public record EvaluationSection(Caps budget, Duration timeout) {
  /** What holds when the settings say nothing. */
  public static final EvaluationSection USUAL =
      new EvaluationSection(Caps.NONE, Duration.ofMinutes(2));

  static EvaluationSection read(SettingsSection evaluation) {
    return new EvaluationSection(
        evaluation.section("budget", BudgetSection::read),
        evaluation.positive("timeout").orElse(USUAL.timeout()));
  }
}
