package dev.assay.jobs.home;

import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.evaluators.judge.ledger.Caps;
import dev.assay.evaluators.judge.ledger.PaceLimits;

/**
 * The section {@code judge} of the settings.
 *
 * @param settings how a judge is asked
 * @param pace how fast, over all processes of a run
 * @param budget what a run may spend
 */
public record JudgeSection(JudgeSettings settings, PaceLimits pace, Caps budget) {

  /** The same with another budget. */
  public JudgeSection withBudget(Caps other) {
    return new JudgeSection(settings, pace, other);
  }
}
