package dev.assay.cluster;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes bring about. */
final class Waiting {

  /** For how long at most. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration GLANCE = Duration.ofMillis(20);

  private Waiting() {}

  /**
   * Waits until something is so.
   *
   * @param said what tells why it never comes to that
   */
  static void until(BooleanSupplier isSo, Supplier<String> said) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Waited in vain. It said:\n" + said.get());
      }
      LockSupport.parkNanos(GLANCE.toNanos());
    }
  }
}
