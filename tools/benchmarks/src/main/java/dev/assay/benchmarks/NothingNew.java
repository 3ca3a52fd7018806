package dev.assay.benchmarks;

import dev.assay.insight.report.RunReport;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.nightly.RunProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final String WHOLE = "whole run";

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
    for (int round = -WARM_UP; round < rounds; round++) {
      full.run(round >= 0);
      empty.run(round >= 0);
    }
    System.out.printf("%-24s %8s %8s%n", "seconds, median", "full", "empty");
    for (String step : full.samples().keySet()) {
      System.out.printf(
          Locale.ROOT, "%-24s %8.3f %8.3f%n", step, full.median(step), empty.median(step));
    }
    System.out.printf(
        Locale.ROOT,
        "nothing new over %,d results takes %.2f times as long as over none%n",
        (long) conversations * metrics,
        full.median(WHOLE) / empty.median(WHOLE));
    return 0;
  }

  /**
   * A home that is timed.
   *
   * @param samples seconds of each round, by step
   */
  private record Case(BenchmarkHome home, Path archive, Map<String, List<Double>> samples) {
    void run(boolean counts) {
      long start = System.nanoTime();
      Steps steps = new Steps();
      try (JobContext context = home.open()) {
        RunReport report = BenchmarkHome.nightly(context, archive, steps);
        steps.end();
        if (report.planned() != 0) {
          throw new IllegalStateException(
              "Cannot time a run with nothing new: it planned %,d evaluations"
                  .formatted(report.planned()));
        }
      }
      double whole = (System.nanoTime() - start) / 1e9;
      if (counts) {
        steps.seconds().forEach(this::add);
        add(WHOLE, whole);
      }
    }

    double median(String step) {
      List<Double> sorted = samples.getOrDefault(step, List.of(0.0)).stream().sorted().toList();
      return sorted.get(sorted.size() / 2);
    }

    private void add(String step, double seconds) {
      samples.computeIfAbsent(step, s -> new ArrayList<>()).add(seconds);
    }
  }

  private Case prepare(String name, int count) throws IOException {
    Path archive = SyntheticArchive.in(work, count, 8);
    BenchmarkHome home =
        new BenchmarkHome(
            work.resolve("home-%s-%d".formatted(name, System.nanoTime())),
            BenchmarkHome::trivialEvaluators);
    try (JobContext context = home.open()) {
      BenchmarkHome.define(context, BenchmarkHome.trivialMetrics(metrics));
      RunReport report = BenchmarkHome.nightly(context, archive, RunProgress.SILENT);
      System.out.printf("%s: %,d results%n", name, report.scored());
    }
    return new Case(home, archive, new LinkedHashMap<>());
  }
}
