package dev.assay.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A command in a process of its own, and what it and all that it starts use. Linux tells it: a
 * shell waits for the command and then reads from {@code /proc} the CPU time of the children that
 * it has waited for, and theirs, whether they ended or were killed.
 */
final class MeteredProcess implements AutoCloseable {

  private static final String WAIT_AND_TELL =
      "\"$@\"; code=$?; cat /proc/$$/stat >\"$0\"; exit $code";
  private static final long SAMPLE_MILLIS = 100;

  /** Linux counts CPU time for programs in hundredths of a second. */
  private static final double TICKS_A_SECOND = 100;

  /** In {@code /proc/PID/stat}, counted from the state behind the name in brackets. */
  private static final int CHILDREN_USER = 13;

  private static final int CHILDREN_SYSTEM = 14;

  private final Process shell;
  private final Path told;
  private final long began = System.nanoTime();
  private final Thread memory = new Thread(this::watchMemory, "memory");
  private volatile long peakKib;

  private MeteredProcess(Process shell, Path told) {
    this.shell = shell;
    this.told = told;
  }

  /**
   * What was used.
   *
   * @param exitCode 137 when it was killed
   * @param seconds from the start to the end
   * @param cpuSeconds user and system, of all its processes
   * @param peakMib the most memory that one of its processes had resident, seen ten times a second
   */
  record Usage(int exitCode, double seconds, double cpuSeconds, long peakMib) {

    /** The median of a measure of at least one. */
    static double median(List<Usage> usages, ToDoubleFunction<Usage> measure) {
      double[] sorted = usages.stream().mapToDouble(measure).sorted().toArray();
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
  }

  /**
   * Runs a command to its end.
   *
   * @param log to which what it prints is appended
   * @throws IllegalStateException when it ends with another exit code than 0
   */
  static Usage run(List<String> command, Path log) throws IOException, InterruptedException {
    try (MeteredProcess process = start(command, log)) {
      Usage usage = process.await();
      if (usage.exitCode() != 0) {
        throw new IllegalStateException(
            "Cannot time '%s': it ended with exit code %d; what it said is in %s"
                .formatted(String.join(" ", command), usage.exitCode(), log));
      }
      return usage;
    }
  }

  /**
   * Starts a command.
   *
   * @param log to which what it prints is appended
   */
  static MeteredProcess start(List<String> command, Path log) throws IOException {
    Path told = Files.createTempFile("metered-", ".stat");
    List<String> whole = new ArrayList<>(List.of("/bin/sh", "-c", WAIT_AND_TELL, told.toString()));
    whole.addAll(command);
    Process shell =
        new ProcessBuilder(whole)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    MeteredProcess metered = new MeteredProcess(shell, told);
    metered.memory.setDaemon(true);
    metered.memory.start();
    return metered;
  }

  boolean isAlive() {
    return shell.isAlive();
  }

  /** Since the start. */
  double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  /** Kills the command and all that it has started, with SIGKILL. */
  void kill() {
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
  }

  /** Waits for the end. */
  Usage await() throws IOException, InterruptedException {
    int exitCode = shell.waitFor();
    return usage(exitCode);
  }

  /** Kills it where it has not ended. */
  @Override
  public void close() {
    if (isAlive()) {
      kill();
    }
  }

  private Usage usage(int exitCode) throws IOException, InterruptedException {
    double seconds = seconds();
    memory.join();
    String stat = Files.readString(told);
    Files.delete(told);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double ticks =
        Double.parseDouble(fields[CHILDREN_USER]) + Double.parseDouble(fields[CHILDREN_SYSTEM]);
    return new Usage(exitCode, seconds, ticks / TICKS_A_SECOND, peakKib >> 10);
  }

  private void watchMemory() {
    try {
      while (!shell.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
        peakKib = Math.max(peakKib, peakKib(shell.pid()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The highest that a process, or one that it has started, has had resident. */
  private static long peakKib(long pid) {
    long own =
        lines(Path.of("/proc/%d/status".formatted(pid))).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElse(0);
    return lines(Path.of("/proc/%1$d/task/%1$d/children".formatted(pid))).stream()
        .flatMap(line -> Arrays.stream(line.split(" ", -1)))
        .filter(child -> !child.isBlank())
        .mapToLong(child -> peakKib(Long.parseLong(child)))
        .reduce(own, Math::max);
  }

  /** None of a process that has ended. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
