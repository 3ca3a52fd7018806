package dev.assay.benchmarks;

import dev.assay.jobs.nightly.RunProgress;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** Times the steps that a run names. */
final class Steps implements RunProgress {
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final Map<String, Double> cpuSeconds = new LinkedHashMap<>();
  private String step = "";
  private long since;
  private long cpuSince;

  @Override
  public void step(String what) {
    end();
    step = what;
    since = System.nanoTime();
    cpuSince = processCpuNanos();
  }

  void end() {
    if (!step.isEmpty()) {
      seconds.merge(step, (System.nanoTime() - since) / 1e9, Double::sum);
      cpuSeconds.merge(step, (processCpuNanos() - cpuSince) / 1e9, Double::sum);
      step = "";
    }
  }

  /** Seconds by step, in the order of the steps. */
  Map<String, Double> seconds() {
    return seconds;
  }

  double seconds(String name) {
    return seconds.getOrDefault(name, 0.0);
  }

  double cpuSeconds(String name) {
    return cpuSeconds.getOrDefault(name, 0.0);
  }

  private static long processCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  @Override
  public void cells(long done, long total) {}

  @Override
  public void note(String line) {}
}
