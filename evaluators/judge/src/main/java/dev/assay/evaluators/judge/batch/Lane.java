package dev.assay.evaluators.judge.batch;

import java.util.Locale;

/** How a judge is asked. */
public enum Lane {
  /** Request by request, answered at once. */
  DIRECT,
  /** In batches, answered within a day, at a lower price. */
  BATCH;

  /** The word of settings, such as {@code batch}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
