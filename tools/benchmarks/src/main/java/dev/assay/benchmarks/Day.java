package dev.assay.benchmarks;

import java.time.LocalDate;
import java.time.ZoneOffset;

/** When something was measured. */
final class Day {

  private Day() {}

  static LocalDate today() {
    return LocalDate.now(ZoneOffset.UTC);
  }
}
