package dev.assay.evaluators.judge;

import dev.assay.evaluators.Usage;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What tokens cost. One currency for all: whatever the prices are in.
 *
 * @param inputPerMillion money for a million tokens that the model reads; 0 to 1,000,000
 * @param outputPerMillion money for a million tokens that the model writes; 0 to 1,000,000
 */
public record Prices(BigDecimal inputPerMillion, BigDecimal outputPerMillion)
    implements Serializable {

  private static final long MILLION = 1_000_000;
  private static final BigDecimal HIGHEST = BigDecimal.valueOf(MILLION);
  private static final int NANO_DIGITS = 9;

  /** Tokens cost nothing, as on one's own machines. */
  public static final Prices FREE = new Prices(BigDecimal.ZERO, BigDecimal.ZERO);

  public Prices {
    check("input", inputPerMillion);
    check("output", outputPerMillion);
  }

  /** These tokens and their price, rounded up to a whole nano. */
  public Usage usage(long inputTokens, long outputTokens) {
    long cost =
        Math.addExact(nanos(inputTokens, inputPerMillion), nanos(outputTokens, outputPerMillion));
    return new Usage(inputTokens, outputTokens, cost);
  }

  /** A part of these prices, such as half of them for batches. */
  public Prices times(BigDecimal factor) {
    return new Prices(inputPerMillion.multiply(factor), outputPerMillion.multiply(factor));
  }

  private static long nanos(long tokens, BigDecimal perMillion) {
    long nanosPerMillion =
        perMillion.movePointRight(NANO_DIGITS).setScale(0, RoundingMode.CEILING).longValueExact();
    long whole = Math.multiplyExact(tokens, nanosPerMillion / MILLION);
    long part = Math.multiplyExact(tokens, nanosPerMillion % MILLION);
    return Math.addExact(whole, Math.floorDiv(part + MILLION - 1, MILLION));
  }

  private static void check(String side, BigDecimal price) {
    if (price.signum() < 0 || price.compareTo(HIGHEST) > 0) {
      throw new IllegalArgumentException(
          "Invalid price %s for a million %s tokens: it must be 0 to %,d"
              .formatted(price, side, MILLION));
    }
  }
}
