package dev.assay.benchmarks;

import dev.assay.insight.report.RunReport;
import dev.assay.installation.Home;
import dev.assay.jobs.nightly.JobContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What planning a backfill of one metric reads and takes, in turns in a home with results of many
 * metric versions and in one that has those of that metric alone.
 */
@Command(
    name = "backfill-planning",
    description = "Shows what planning a backfill of one metric of many reads.",
    mixinStandardHelpOptions = true)
final class BackfillPlanning implements Callable<Integer> {

  private static final int WARM_UP = 2;
  private static final double MB = 1e6;

  @Option(names = "--results", defaultValue = "5000000", description = "${DEFAULT-VALUE}")
  private int results;

  @Option(
      names = "--versions",
      defaultValue = "40",
      description = "Metric versions that have them, as many each; ${DEFAULT-VALUE}")
  private int versions;

  @Option(names = "--rounds", defaultValue = "7", description = "${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--work", required = true, description = "A folder for archives and homes")
  private Path work = Path.of("");

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BackfillPlanning()).execute(arguments));
  }

  /**
   * What was seen in a home.
   *
   * @param seconds of each round
   * @param bytes that the whole process has read while it planned, in each round
   * @param files of results that planning reads
   */
  private record Case(
      BenchmarkHome home, List<Double> seconds, List<Long> bytes, List<Path> files) {

    static Case of(BenchmarkHome home) {
      return new Case(home, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void plan(boolean counts) throws IOException {
      try (JobContext context = home.open()) {
        Steps steps = new Steps();
        RunReport report = BenchmarkHome.backfill(context, BenchmarkHome.trivialName(0), steps);
        steps.end();
        if (counts) {
          seconds.add(steps.seconds("planning"));
          bytes.add(steps.bytesRead("planning"));
        }
        FilesRead.Watch watch = FilesRead.watch(results(home.root()));
        BenchmarkHome.planAgain(context, report.runId());
        files.clear();
        files.addAll(watch.read());
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    int conversations = results / versions;
    Case many = Case.of(BenchmarkHome.withResults(work, conversations, versions));
    Case alone = Case.of(BenchmarkHome.withResults(work, conversations, 1));
    for (int round = -WARM_UP; round < rounds; round++) {
      many.plan(round >= 0);
      alone.plan(round >= 0);
    }
    System.out.printf(
        "%s; %,d conversations, medians of %d rounds%n%n",
        Machine.describe(), conversations, rounds);
    System.out.println(
        "| metric versions with results | their files | MB | planning, seconds | read by the process, MB | files of results that are read | MB | of metric versions |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    report(versions, many);
    report(1, alone);
    return 0;
  }

  private static void report(int versions, Case seen) throws IOException {
    List<Path> all = results(seen.home().root());
    System.out.printf(
        Locale.ROOT,
        "| %d | %d | %.1f | %.2f | %.1f | %d | %.1f | %d |%n",
        versions,
        all.size(),
        size(all),
        seen.seconds().stream().sorted().toList().get(seen.seconds().size() / 2),
        seen.bytes().stream().sorted().toList().get(seen.bytes().size() / 2) / MB,
        seen.files().size(),
        size(seen.files()),
        seen.files().stream().map(Path::getParent).distinct().count());
  }

  private static List<Path> results(Path home) throws IOException {
    try (Stream<Path> files =
        Files.walk(new Home(home).warehouseRoot().resolve("metric_evaluation_result"))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }

  private static double size(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes / MB;
  }
}
