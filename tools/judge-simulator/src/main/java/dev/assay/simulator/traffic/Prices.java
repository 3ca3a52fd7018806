package dev.assay.simulator.traffic;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What tokens cost, for a million of them, in whatever currency.
 *
 * @param input read
 * @param output written
 */
public record Prices(double input, double output) {

  public Prices {
    if (!(input >= 0) || !(output >= 0)) {
      throw new IllegalArgumentException("Invalid prices: they cannot be negative");
    }
  }

  /** To nine digits after the point. */
  BigDecimal of(Lane lane, long inputTokens, long outputTokens) {
    double millions = (inputTokens * input + outputTokens * output) * lane.priceFactor();
    return BigDecimal.valueOf(millions / 1e6).setScale(9, RoundingMode.HALF_UP);
  }
}
