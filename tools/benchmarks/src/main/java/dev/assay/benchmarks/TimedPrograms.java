package dev.assay.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine.Option;

/** The programs that a benchmark times in turns, each run as a whole process; a mixin. */
final class TimedPrograms {

  @Option(
      names = "--assay",
      paramLabel = "FILE",
      description =
          "The program to time; repeatable, and then all of them take turns. Default: that of this"
              + " checkout")
  private List<Path> programs = List.of();

  @Option(names = "--work", required = true, description = "A folder for archives and homes")
  private Path work = Path.of("");

  @Option(names = "--base", hidden = true, required = true)
  private Path base = Path.of("");

  /** All of them, in turn. */
  List<Path> all() {
    return programs.isEmpty()
        ? List.of(base.resolve("assay"))
        : programs.stream().map(path -> path.toAbsolutePath().normalize()).toList();
  }

  /** What is wrong with the options. */
  List<String> problems() {
    return programs.stream()
        .filter(program -> !Files.isExecutable(program))
        .map("Invalid --assay %s: it is not a program"::formatted)
        .toList();
  }

  Path work() {
    return work;
  }

  /** The folder of a home that is not there yet. */
  Path newHome() throws IOException {
    Files.createDirectories(work);
    return Files.createTempDirectory(work, "home-");
  }

  /** Lets a program build itself, and what it reads come into memory. */
  void warmUp(Path program, List<String> environment, Path log)
      throws IOException, InterruptedException {
    System.err.printf("%s: a night before what is timed%n", program);
    Path home = newHome();
    var unused = run(program, environment, home, List.of("nightly"), log);
    FileUtils.deleteDirectory(home.toFile());
  }

  /**
   * Runs a command of a program.
   *
   * @param environment variables, each as {@code NAME=value}
   * @param log gets what it says
   */
  MeteredProcess.Usage run(
      Path program, List<String> environment, Path home, List<String> command, Path log)
      throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(List.of("env"));
    whole.addAll(environment);
    whole.add(program.toString());
    whole.addAll(command);
    whole.addAll(List.of("--home", home.toString()));
    return MeteredProcess.run(whole, log);
  }
}
