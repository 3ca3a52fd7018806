package dev.assay.simulator.traffic;

import java.util.Locale;

/** The way in which a request came, which decides its price. */
public enum Lane {
  /** One by one, answered at once. */
  DIRECT(1.0),
  /** In a batch. */
  BATCH(0.5);

  private final double priceFactor;

  Lane(double priceFactor) {
    this.priceFactor = priceFactor;
  }

  double priceFactor() {
    return priceFactor;
  }

  /** As counters and the journal have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
