package dev.assay.evaluators.judge;

import java.util.Locale;

/** Whether a metric shares requests with other metrics of the same conversation. */
public enum Packing {
  /** It does, up to the pack size. */
  PACKED,
  /** It is asked alone. */
  SOLO;

  /** The word of settings and definitions, such as {@code packed}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
