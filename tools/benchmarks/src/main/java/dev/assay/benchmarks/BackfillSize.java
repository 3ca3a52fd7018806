package dev.assay.benchmarks;

import dev.assay.insight.report.RunReport;
import dev.assay.jobs.nightly.JobContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times backfills of a new metric over homes of different size, in turns. */
@Command(
    name = "backfill-size",
    description = "Times backfills of a new metric over homes of different size.",
    mixinStandardHelpOptions = true)
final class BackfillSize implements Callable<Integer> {

  private static final int WARM_UP = 1;

  @Option(
      names = "--conversations",
      split = ",",
      defaultValue = "50000,150000,500000",
      description = "Of each home; ${DEFAULT-VALUE}")
  private List<Integer> conversations = List.of();

  @Option(
      names = "--metrics",
      defaultValue = "10",
      description = "That each home has results of before; ${DEFAULT-VALUE}")
  private int metrics;

  @Option(names = "--rounds", defaultValue = "5", description = "${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--work", required = true, description = "A folder for archives and homes")
  private Path work = Path.of("");

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BackfillSize()).execute(arguments));
  }

  /** Seconds of one backfill. */
  private record Sample(double planning, double evaluating, double whole) {
    static Sample median(List<Sample> samples) {
      return new Sample(
          middle(samples.stream().map(Sample::planning)),
          middle(samples.stream().map(Sample::evaluating)),
          middle(samples.stream().map(Sample::whole)));
    }

    private static double middle(Stream<Double> numbers) {
      List<Double> sorted = numbers.sorted().toList();
      return sorted.get(sorted.size() / 2);
    }
  }

  /** A home of some size. */
  private record Size(int conversations, BenchmarkHome home, List<Sample> samples) {}

  @Override
  public Integer call() throws IOException {
    List<Size> sizes = new ArrayList<>();
    for (int count : conversations) {
      BenchmarkHome home = BenchmarkHome.withResults(work, count, metrics);
      sizes.add(new Size(count, home, new ArrayList<>()));
    }
    for (int round = -WARM_UP; round < rounds; round++) {
      for (Size size : sizes) {
        Sample sample = backfill(size);
        if (round >= 0) {
          size.samples().add(sample);
        }
      }
    }
    report(sizes);
    return 0;
  }

  private static Sample backfill(Size size) {
    String metric = "Backfilled " + System.nanoTime();
    try (JobContext context = size.home().open()) {
      BenchmarkHome.define(context, List.of(BenchmarkHome.trivialMetric(metric)));
      Steps steps = new Steps();
      long begin = System.nanoTime();
      RunReport report = BenchmarkHome.backfill(context, metric, steps);
      steps.end();
      if (report.scored() != size.conversations()) {
        throw new IllegalStateException(
            "Cannot time a backfill that scored %,d of %,d conversations"
                .formatted(report.scored(), size.conversations()));
      }
      return new Sample(
          steps.seconds("planning"),
          steps.seconds("evaluating"),
          (System.nanoTime() - begin) / 1e9);
    }
  }

  private void report(List<Size> sizes) {
    System.out.printf(
        "%s; %d metrics had results before; medians of %d rounds, in seconds%n%n",
        Machine.describe(), metrics, rounds);
    System.out.println(
        "| conversations | planning | evaluating | whole backfill | µs a conversation |");
    System.out.println("|---|---|---|---|---|");
    for (Size size : sizes) {
      Sample median = Sample.median(size.samples());
      System.out.printf(
          Locale.ROOT,
          "| %,d | %.2f | %.2f | %.2f | %.1f |%n",
          size.conversations(),
          median.planning(),
          median.evaluating(),
          median.whole(),
          1e6 * median.whole() / size.conversations());
    }
  }
}
