package dev.assay.tests;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command in a process of its own, with the heap and the collector that {@code ./assay} gives it.
 */
public final class ForkedCommand {

  private static final long MINUTES = 5;

  private final Process process;
  private final Path output;
  private final Path errors;

  private ForkedCommand(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /**
   * Starts {@code assay} with these arguments.
   *
   * @param log files of this name, with an ending, take what it prints
   */
  public static ForkedCommand start(Path log, String... arguments) throws IOException {
    return start(log, Map.of(), arguments);
  }

  /**
   * As above, with what {@code ./assay} takes from the environment.
   *
   * @param environment variables beside those of this process
   */
  public static ForkedCommand start(Path log, Map<String, String> environment, String... arguments)
      throws IOException {
    Path output = Path.of(log + ".out");
    Path errors = Path.of(log + ".err");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("..", "conf", "jvm.options"),
                "-Xmx2g",
                "-XX:+UseParallelGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=240m",
                "-Dlog4j2.configurationFile=" + Path.of("..", "conf", "log4j2.properties"),
                "-cp",
                absolute(System.getProperty("java.class.path")),
                "dev.assay.cli.Main"));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    return new ForkedCommand(builder.start(), output, errors);
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException(
          "The command did not end within %d minutes".formatted(MINUTES));
    }
    return process.exitValue();
  }

  /** What it has printed on standard output. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** What it has printed on standard error. */
  public String errors() throws IOException {
    return Files.readString(errors);
  }

  private static String absolute(String classPath) {
    return String.join(
        File.pathSeparator,
        Arrays.stream(classPath.split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }
}
