package dev.assay.installation.run;

import dev.assay.archive.SampleKey;
import java.io.Serializable;

/**
 * Which share of the conversations a metric version is evaluated on. A conversation belongs to a
 * rate as {@link SampleKey} says: the same conversations on every machine, in every run and for
 * every metric.
 *
 * @param rate above 0, up to 1
 * @param before the rate of what was planned up to the watermark
 * @param leftOut conversations that are due and do not belong to the rate
 */
public record Sampling(double rate, double before, long leftOut) implements Serializable {
  /** Every conversation, as before. */
  public static final Sampling ALL = new Sampling(1, 1, 0);

  public Sampling {
    if (!(rate > 0 && rate <= 1 && before > 0 && before <= 1)) {
      throw new IllegalArgumentException(
          "Invalid sampling rate %s, before %s: give numbers above 0, up to 1"
              .formatted(rate, before));
    }
  }

  /** The same, with so many conversations left out. */
  public Sampling leavingOut(long conversations) {
    return new Sampling(rate, before, conversations);
  }

  /** Whether conversations belong to the rate that did not belong to the one before. */
  public boolean hasRisen() {
    return rate > before;
  }

  /** Whether a conversation belongs to the rate. */
  public boolean includes(long sampleKey) {
    return sampleKey < SampleKey.endOf(rate);
  }

  /** Whether a conversation belonged to the rate before. */
  public boolean included(long sampleKey) {
    return sampleKey < SampleKey.endOf(before);
  }
}
