package dev.assay.benchmarks;

import dev.assay.jobs.nightly.RunProgress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Times the steps that a run names. */
final class Steps implements RunProgress {
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final Map<String, Double> cpuSeconds = new LinkedHashMap<>();
  private final Map<String, Long> bytesRead = new LinkedHashMap<>();
  private String step = "";
  private long since;
  private long cpuSince;
  private long bytesSince;

  @Override
  public void step(String what) {
    end();
    step = what;
    since = System.nanoTime();
    cpuSince = processCpuNanos();
    bytesSince = processBytesRead();
  }

  void end() {
    if (!step.isEmpty()) {
      seconds.merge(step, (System.nanoTime() - since) / 1e9, Double::sum);
      cpuSeconds.merge(step, (processCpuNanos() - cpuSince) / 1e9, Double::sum);
      bytesRead.merge(step, processBytesRead() - bytesSince, Long::sum);
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

  /** What this process has read from files and sockets in a step; 0 where that is not counted. */
  long bytesRead(String name) {
    return bytesRead.getOrDefault(name, 0L);
  }

  private static long processBytesRead() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/io"))) {
      return lines
          .filter(line -> line.startsWith("rchar: "))
          .mapToLong(line -> Long.parseLong(line.substring("rchar: ".length())))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
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
