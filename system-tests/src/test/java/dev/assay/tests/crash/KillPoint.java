package dev.assay.tests.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * When a nightly run is killed.
 *
 * @param number from 0
 * @param day on which of the two days
 * @param kills the command is killed, and so is the same command after it, for each of these
 */
record KillPoint(int number, int day, List<Kill> kills) {

  /**
   * One kill.
   *
   * @param moment that is waited for
   * @param delay and then for so long
   */
  record Kill(Moment moment, Duration delay) {
    @Override
    public String toString() {
      return "%d µs after %s".formatted(delay.toNanos() / 1000, moment);
    }
  }

  private static final int MOST_MICROS = 600_000;

  /**
   * Kill point {@code number} of a seed. Any five in a row cover all steps, any ten all steps on
   * both days, and each third is a point at which the command is killed twice.
   */
  static KillPoint of(long seed, int number) {
    Random random = new Random(seed * 1_000_003 + number);
    Moment.Step[] steps = Moment.Step.values();
    int day = 2 - number % 2;
    List<Kill> kills = new ArrayList<>();
    int step = number % steps.length;
    kills.add(kill(steps[step], day, random));
    if (number % 3 == 2) {
      int later = Math.min(step + 1, steps.length - 1);
      kills.add(kill(steps[later + random.nextInt(steps.length - later)], day, random));
    }
    return new KillPoint(number, day, kills);
  }

  /** Some moment of a step. */
  static Kill kill(Moment.Step step, int day, Random random) {
    List<Moment> moments = Moment.of(step, day);
    Moment moment = moments.get(random.nextInt(moments.size()));
    // At once, soon, or somewhere before the next moments: each magnitude as often.
    double magnitude = random.nextDouble();
    long micros = magnitude < 0.2 ? 0 : (long) Math.pow(MOST_MICROS, (magnitude - 0.2) / 0.8);
    return new Kill(moment, Duration.ofNanos(micros * 1000));
  }

  @Override
  public String toString() {
    return "kill point %d, day %d: %s".formatted(number, day, kills);
  }
}
