package dev.assay.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server, or a command, in a process of its own. */
final class AssayProcess implements AutoCloseable {
  private static final Path BASE = Path.of("..");
  private static final Path SERVER = Path.of("target", "assay-results-api.jar");
  private static final Path SERVER_LIBRARIES = Path.of("target", "lib");
  private static final Path COMMANDS = BASE.resolve("command-line").resolve("target");
  private static final Path COMMANDS_JAR = COMMANDS.resolve("assay-command-line.jar");
  private static final Pattern ADDRESS = Pattern.compile("at http://127\\.0\\.0\\.1:(\\d+);");
  private static final long MINUTES = 5;

  private final Process process;
  private final Path log;

  private AssayProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Whether the command line is built, which this module does not wait for. */
  static boolean hasCommands() {
    return Files.exists(COMMANDS_JAR) && Files.isDirectory(COMMANDS.resolve("lib"));
  }

  /** The packaged server, started as {@code ./assay serve} does. */
  static AssayProcess server(Path folder) {
    if (!Files.exists(SERVER) || !Files.isDirectory(SERVER_LIBRARIES)) {
      throw new IllegalStateException(
          "Cannot start the server: %s or %s is missing. Run ./mvnw package -pl results-api first."
              .formatted(SERVER, SERVER_LIBRARIES));
    }
    List<String> command = java("-Xmx384m");
    command.addAll(
        List.of(
            "-XX:NewRatio=1",
            "-XX:+UseSerialGC",
            "-Dassay.base=" + BASE,
            "-jar",
            SERVER.toString(),
            "serve",
            "--port",
            "0"));
    return start(folder, "serve", command);
  }

  static AssayProcess nightly(Path folder) {
    List<String> command = java("-Xmx1g");
    command.addAll(
        List.of(
            "-Dlog4j2.configurationFile=" + BASE.resolve("conf").resolve("log4j2.properties"),
            "-jar",
            COMMANDS_JAR.toString(),
            "nightly"));
    return start(folder, "nightly", command);
  }

  private static List<String> java(String heap) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + BASE.resolve("conf").resolve("jvm.options"),
            heap,
            "-XX:TieredStopAtLevel=1"));
  }

  private static AssayProcess start(Path folder, String name, List<String> command) {
    command.addAll(
        List.of(
            "--home",
            folder.resolve("home").toString(),
            "--settings",
            folder.resolve("assay.yaml").toString()));
    try {
      Path log = Files.createTempFile(folder, name, ".log");
      return new AssayProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start(),
          log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it serves; the port. */
  int port() {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    while (process.isAlive() && System.nanoTime() < deadline) {
      Matcher address = ADDRESS.matcher(log());
      if (address.find()) {
        return Integer.parseInt(address.group(1));
      }
      LockSupport.parkNanos(10_000_000);
    }
    throw new IllegalStateException("The server does not serve: " + log());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its last lines. */
  String end() {
    List<String> lines = Arrays.asList(log().split("\n", -1));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  /** Waits for its end. */
  int exitCode() {
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException("It does not end: " + end());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGTERM. */
  void tellToEnd() {
    process.destroy();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  @Override
  public void close() {
    kill();
  }
}
