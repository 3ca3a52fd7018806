package dev.assay.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long each of many calls took. Thread-safe. */
final class Times {
  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

  /** A call. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /** Makes the call and notes its time. */
  void time(Work work) throws Exception {
    time(System.nanoTime(), work);
  }

  /** Makes the call and notes how long ago it was due when it is done. */
  void time(long due, Work work) throws Exception {
    work.run();
    nanos.add(System.nanoTime() - due);
  }

  /** The time in milliseconds that this share of the calls did not pass. */
  double percentile(double share) {
    List<Long> sorted;
    synchronized (nanos) {
      sorted = nanos.stream().sorted().toList();
    }
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get(Math.min(sorted.size() - 1, (int) (share * sorted.size()))) / 1e6;
  }

  int count() {
    return nanos.size();
  }
}
