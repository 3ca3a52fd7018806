package dev.assay.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** When a process is killed. */
sealed interface KillMoment {

  /** More kills in one step that gets no further, and the run would be set aside. */
  int MOST_EARLY = 2;

  /** Seconds until a run is likely to have begun to take archives in. */
  double BEGUN_SECONDS = 3;

  /** Conversations that are taken in and planned in a second, about. */
  double CONVERSATIONS_A_SECOND = 25_000;

  /** The share of all calls behind which no kill is drawn, so that each meets a night under way. */
  double LAST_SHARE = 0.97;

  long POLL_MILLIS = 50;

  /** Whether it has come. */
  boolean isHere(MeteredProcess process, SimulatorProcess judge)
      throws IOException, InterruptedException;

  /** So long after the process was started. */
  record AfterStart(double seconds) implements KillMoment {
    @Override
    public boolean isHere(MeteredProcess process, SimulatorProcess judge) {
      return process.seconds() >= seconds;
    }

    @Override
    public String toString() {
      return "%.1f s after the start".formatted(seconds);
    }
  }

  /** As soon as the judge had so many requests. */
  record AtRequest(long requests) implements KillMoment {
    @Override
    public boolean isHere(MeteredProcess process, SimulatorProcess judge)
        throws IOException, InterruptedException {
      return judge.counters().get("requests").asLong() >= requests;
    }

    @Override
    public String toString() {
      return "request %,d".formatted(requests);
    }
  }

  /**
   * Draws some: at most two while archives are taken in and planned, the others over the calls, one
   * in each part of them.
   */
  static List<KillMoment> draw(Random random, int kills, int conversations, long calls) {
    int early = Math.min(MOST_EARLY, kills / 2);
    List<KillMoment> moments = new ArrayList<>();
    for (int kill = 0; kill < early; kill++) {
      double span = conversations / CONVERSATIONS_A_SECOND;
      moments.add(new AfterStart(BEGUN_SECONDS + random.nextDouble() * span));
    }
    int later = kills - early;
    for (int kill = 0; kill < later; kill++) {
      double share = LAST_SHARE * (kill + random.nextDouble()) / later;
      moments.add(new AtRequest(1 + (long) (share * calls)));
    }
    return moments;
  }

  /**
   * Waits for it.
   *
   * @throws IllegalStateException when the process ends before
   */
  default void await(MeteredProcess process, SimulatorProcess judge)
      throws IOException, InterruptedException {
    while (!isHere(process, judge)) {
      if (!process.isAlive()) {
        throw new IllegalStateException("The night ended before it could be killed at " + this);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
