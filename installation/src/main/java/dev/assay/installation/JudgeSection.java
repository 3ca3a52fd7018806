package dev.assay.installation;

import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.evaluators.judge.batch.BatchSettings;
import dev.assay.evaluators.judge.batch.Lane;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.pace.PaceLimits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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

  private static final Set<String> CAPS = new TreeSet<>(Set.of("calls", "tokens", "cost"));

  /**
   * The same with another budget; what it does not name has no cap.
   *
   * @param amounts of calls, tokens and cost
   * @throws IllegalArgumentException when a name or an amount is wrong; with a message for a person
   */
  public JudgeSection withBudget(Map<String, BigDecimal> amounts) {
    amounts.forEach(
        (cap, amount) -> {
          boolean whole = cap.equals("cost") || amount.stripTrailingZeros().scale() <= 0;
          if (!CAPS.contains(cap) || amount.signum() < 0 || !whole) {
            throw new IllegalArgumentException(
                "Invalid budget '%s=%s': name one of %s, and a number that is not negative; calls and tokens are whole"
                    .formatted(cap, amount, CAPS));
          }
        });
    BigDecimal calls = amounts.get("calls");
    BigDecimal tokens = amounts.get("tokens");
    BigDecimal cost = amounts.get("cost");
    return new JudgeSection(
        settings,
        pace,
        new Caps(
            calls == null ? null : calls.longValueExact(),
            tokens == null ? null : tokens.longValueExact(),
            cost == null ? null : JudgeSectionReader.nanos(cost)),
        lane,
        batch,
        packingAgreement);
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
