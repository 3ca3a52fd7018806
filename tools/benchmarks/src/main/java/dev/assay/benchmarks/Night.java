package dev.assay.benchmarks;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One command on a home.
 *
 * @param label what is measured
 * @param command its words, without the home
 * @param bound what it may take, or null where nothing is said
 * @param expected whether it did what is to be measured
 */
record Night(
    String label, List<String> command, @Nullable Bound bound, Predicate<NightReport> expected) {

  Night {
    command = List.copyOf(command);
  }

  /**
   * What a night may take.
   *
   * @param seconds whole process, start included
   * @param cpuSeconds or null where nothing is said
   */
  record Bound(double seconds, @Nullable Double cpuSeconds) {
    static Bound seconds(double seconds) {
      return new Bound(seconds, null);
    }
  }
}
