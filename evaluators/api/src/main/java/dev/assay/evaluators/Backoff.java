package dev.assay.evaluators;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a request is made again: exponential backoff with full jitter, evenly
 * between nothing and a bound that doubles with each attempt. See Marc Brooker, "Exponential
 * Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param first the bound after the first attempt
 * @param longest the bound that is never passed
 */
public record Backoff(Duration first, Duration longest) {

  /** From half a second to half a minute. */
  public static final Backoff USUAL = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  private static final int MOST_DOUBLINGS = 30;

  /**
   * The wait after an attempt.
   *
   * @param attempt how many were made, from 1
   */
  public Duration after(int attempt, RandomGenerator random) {
    long factor = 1L << Math.min(attempt - 1, MOST_DOUBLINGS);
    long bound = Math.min(longest.toMillis(), Math.multiplyExact(first.toMillis(), factor));
    return Duration.ofMillis(random.nextLong(bound + 1));
  }
}
