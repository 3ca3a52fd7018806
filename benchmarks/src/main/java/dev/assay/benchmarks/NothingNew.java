package dev.assay.benchmarks;

import dev.assay.jobs.nightly.RunProgress;
import dev.assay.jobs.nightly.Workbench;
import dev.assay.jobs.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times nightly runs that find nothing new, in turns over a home with many results and over one
 * with none. Each opens its home anew; Java's own start is not counted.
 */
@Command(
    name = "nothing-new",
    description = "Times runs that find nothing new, over many results and over none.",
    mixinStandardHelpOptions = true)
final class NothingNew implements Callable<Integer> {

  private static final int WARM_UP = 2;

  @Option(names = "--conversations", defaultValue = "250000", description = "${DEFAULT-VALUE}")
  int conversations;

  @Option(names = "--metrics", defaultValue = "20", description = "${DEFAULT-VALUE}")
  int metrics;

  @Option(names = "--rounds", defaultValue = "9", description = "${DEFAULT-VALUE}")
  int rounds;

  @Option(names = "--work", required = true, description = "A folder for archives and homes")
  Path work = Path.of(".");

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new NothingNew()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(work);
    Case full = prepare("full", conversations);
    Case empty = prepare("empty", 0);
    double[] fullSeconds = new double[rounds];
    double[] emptySeconds = new double[rounds];
    for (int round = -WARM_UP; round < rounds; round++) {
      double ofFull = full.seconds();
      double ofEmpty = empty.seconds();
      if (round >= 0) {
        fullSeconds[round] = ofFull;
        emptySeconds[round] = ofEmpty;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "nothing new over %,d results: median %.3f s; over none: median %.3f s; ratio %.2f%n",
        (long) conversations * metrics,
        median(fullSeconds),
        median(emptySeconds),
        median(fullSeconds) / median(emptySeconds));
    return 0;
  }

  private record Case(BenchmarkHome home, Path archive) {
    double seconds() {
      long start = System.nanoTime();
      try (Workbench bench = home.open()) {
        RunReport report = BenchmarkHome.nightly(bench, archive, RunProgress.SILENT);
        if (report.planned() != 0) {
          throw new IllegalStateException(
              "Cannot time a run with nothing new: it planned %,d evaluations"
                  .formatted(report.planned()));
        }
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private Case prepare(String name, int count) throws IOException {
    Path archive = work.resolve("archive-%d-8.jsonl".formatted(count));
    if (!Files.exists(archive)) {
      SyntheticArchive.write(archive, count, 8, 1);
    }
    BenchmarkHome home =
        new BenchmarkHome(
            work.resolve("home-%s-%d".formatted(name, System.nanoTime())),
            BenchmarkHome::trivialEvaluators);
    try (Workbench bench = home.open()) {
      BenchmarkHome.define(bench, BenchmarkHome.trivialMetrics(metrics));
      RunReport report = BenchmarkHome.nightly(bench, archive, RunProgress.SILENT);
      System.out.printf("%s: %,d results%n", name, report.scored());
    }
    return new Case(home, archive);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
