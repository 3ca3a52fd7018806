package dev.assay.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that asks a judge. It warms up, evaluates, and prints one line of JSON about what it
 * did after the warm-up: {@code evaluations} with a usable answer, {@code seconds}, and {@code
 * cpu_seconds} of its process, user and system.
 *
 * @param name for people, with the version
 * @param command that starts it, before the options that all understand
 * @param evaluations how many it is given: enough for some seconds
 * @param inFlight how many at once, one run for each
 */
record Contestant(String name, List<String> command, int evaluations, List<Integer> inFlight) {

  private static final long MINUTES = 10;

  Contestant {
    command = List.copyOf(command);
    inFlight = List.copyOf(inFlight);
  }

  /**
   * What one run gave.
   *
   * @param evaluations that have a usable answer
   * @param seconds they took
   * @param cpuSeconds of the contestant
   * @param simulatorCpuSeconds of the simulator, the warm-up included
   * @param simulatorRequests that the simulator had, the warm-up included
   */
  record Outcome(
      long evaluations,
      double seconds,
      double cpuSeconds,
      double simulatorCpuSeconds,
      long simulatorRequests) {

    double rate() {
      return evaluations / seconds;
    }

    double cpuMillis() {
      return cpuSeconds * 1e3 / Math.max(1, evaluations);
    }

    double simulatorCpuMillis() {
      return simulatorCpuSeconds * 1e3 / Math.max(1, simulatorRequests);
    }
  }

  /** Runs it once. Its output is kept in {@code log}. */
  Outcome run(SimulatorProcess simulator, Path archive, int concurrency, Path log)
      throws IOException, InterruptedException {
    simulator.reset();
    List<String> whole = new ArrayList<>(command);
    whole.addAll(options(simulator.url(), archive, concurrency));
    Process process =
        new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("%s took more than %d minutes".formatted(name, MINUTES));
    }
    JsonNode counters = simulator.counters();
    JsonNode report = report(log);
    return new Outcome(
        report.get("evaluations").asLong(),
        report.get("seconds").asDouble(),
        report.get("cpu_seconds").asDouble(),
        counters.get("cpu_ms").asDouble() / 1e3,
        counters.get("requests").asLong());
  }

  private List<String> options(URI url, Path archive, int concurrency) {
    return List.of(
        "--url",
        url.toString(),
        "--archive",
        archive.toString(),
        "--evaluations",
        Integer.toString(evaluations),
        "--in-flight",
        Integer.toString(concurrency));
  }

  private JsonNode report(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (lines.get(i).startsWith("{\"evaluations\"")) {
        return new ObjectMapper().readTree(lines.get(i));
      }
    }
    throw new IllegalStateException(
        "Cannot find what %s did; its output is in %s".formatted(name, log));
  }

  /** The Java that runs this. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
