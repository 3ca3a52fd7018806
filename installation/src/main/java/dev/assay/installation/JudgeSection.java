package dev.assay.installation;

import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.evaluators.judge.batch.BatchSettings;
import dev.assay.evaluators.judge.batch.Lane;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.pace.PaceLimits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/**
 * The section {@code judge} of the settings.
 *
 * @param settings how a judge is asked
 * @param pace how fast, over all processes of a run
 * @param budget what a run may spend
 * @param lane whether request by request or in batches
 * @param batch how batches are made and waited for
 * @param packingAgreement how often answers in shared requests must be those of a request of their
 *     own, 0 to 1; a metric that falls below when that is checked is judged alone
 */
public record JudgeSection(
    JudgeSettings settings,
    PaceLimits pace,
    Caps budget,
    Lane lane,
    BatchSettings batch,
    double packingAgreement) {

  /**
   * The same with another budget; what it does not name has no cap.
   *
   * @param amounts of calls, tokens and cost
   * @throws IllegalArgumentException when a name or an amount is wrong; with a message for a person
   */
  public JudgeSection withBudget(Map<String, BigDecimal> amounts) {
    return new JudgeSection(
        settings, pace, BudgetSection.of(amounts), lane, batch, packingAgreement);
  }

  /** The same with another lane. */
  public JudgeSection withLane(Lane other) {
    return new JudgeSection(settings, pace, budget, other, batch, packingAgreement);
  }

  /** The same with batches that are not waited for. */
  public JudgeSection withoutWaiting() {
    return new JudgeSection(
        settings, pace, budget, lane, batch.withPatience(Duration.ZERO), packingAgreement);
  }

  /** How a judge is asked in its lane: with the prices of it. */
  public JudgeSettings laneSettings() {
    return switch (lane) {
      case DIRECT -> settings;
      case BATCH -> batchSettings();
    };
  }

  /** How a judge is asked in batches: with their prices. */
  public JudgeSettings batchSettings() {
    return settings.withPrices(settings.prices().times(batch.priceFactor()));
  }
}
