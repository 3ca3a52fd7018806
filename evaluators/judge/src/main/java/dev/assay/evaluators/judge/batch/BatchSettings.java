package dev.assay.evaluators.judge.batch;

import dev.assay.evaluators.batch.BatchLimits;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * How batches are made and waited for.
 *
 * @param limits how large one may be
 * @param pollEvery how often its progress is asked for
 * @param patience how long a run waits for its batches; nothing looks once. A run that has waited
 *     so long ends, and the next command goes on with it
 * @param priceFactor what a token costs in a batch, as a part of its usual price; 0 to 1
 */
public record BatchSettings(
    BatchLimits limits, Duration pollEvery, Duration patience, BigDecimal priceFactor) {

  /**
   * 50,000 calls and 200 MB a batch, a look every half minute, a little more than the day within
   * which providers answer, half the price.
   */
  public static final BatchSettings USUAL =
      new BatchSettings(
          new BatchLimits(50_000, 200_000_000),
          Duration.ofSeconds(30),
          Duration.ofHours(25),
          new BigDecimal("0.5"));

  /** The same, with other looks. */
  BatchSettings withPollEvery(Duration other) {
    return new BatchSettings(limits, other, patience, priceFactor);
  }

  /** The same, with another time to wait. */
  public BatchSettings withPatience(Duration other) {
    return new BatchSettings(limits, pollEvery, other, priceFactor);
  }
}
