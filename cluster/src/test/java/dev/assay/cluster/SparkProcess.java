package dev.assay.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program of Spark's in a process of its own; all it prints goes to a file. */
final class SparkProcess implements AutoCloseable {

  private final Process process;
  private final Path log;

  private SparkProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a class of Spark.
   *
   * @param heap such as {@code 128m}
   * @param more further variables of its environment
   */
  static SparkProcess start(
      Path log, String heap, Map<String, String> more, String main, List<String> arguments) {
    Path home = SparkHome.make();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("..", "conf", "jvm.options").toAbsolutePath().normalize());
    // Compiled quickly rather than well: these processes live for seconds.
    command.addAll(List.of("-Xmx" + heap, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", home.resolve("jars") + "/*", main));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().putAll(more);
    try {
      Files.createDirectories(log.resolveSibling(""));
      return new SparkProcess(
          builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has printed so far. */
  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has printed this; the first group. */
  String await(Pattern pattern) {
    await(() -> pattern.matcher(said()).find());
    Matcher matcher = pattern.matcher(said());
    if (!matcher.find()) {
      throw new AssertionError("It is gone:\n" + said());
    }
    return matcher.group(1);
  }

  /** Waits until something is so, or this process is gone. */
  void await(BooleanSupplier isSo) {
    Waiting.until(() -> isSo.getAsBoolean() || !process.isAlive(), this::said);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end. */
  int exitCode() {
    try {
      if (!process.waitFor(Waiting.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("It does not end. It said:\n" + said());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** The processes that it started. */
  List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  /** Kills it and what it started, as {@code kill -9} does, and waits until it is gone. */
  @Override
  public void close() {
    children().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    var unused = exitCode();
  }
}
