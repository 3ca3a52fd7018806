package dev.assay.benchmarks;

import dev.assay.catalog.DefinitionCheck;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.file.MetricFiles;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.code.CodeEvaluator;
import dev.assay.jobs.nightly.JobContext;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times each step of a nightly run over a synthetic archive. The step {@code evaluate} is the bulk
 * path: from parsed conversations to committed Delta.
 */
@Command(
    name = "bulk-path",
    description = "Times each step of a nightly run over a synthetic archive.",
    mixinStandardHelpOptions = true)
final class BulkPath implements Callable<Integer> {

  private static final TimedEvaluator CODE = new TimedEvaluator(new CodeEvaluator());

  @Option(names = "--conversations", defaultValue = "100000", description = "${DEFAULT-VALUE}")
  int conversations;

  @Option(names = "--messages", defaultValue = "8", description = "${DEFAULT-VALUE}")
  int messages;

  @Option(names = "--metrics", defaultValue = "20", description = "${DEFAULT-VALUE}")
  int metrics;

  @Option(
      names = "--metric-files",
      paramLabel = "PATH",
      description =
          "Code metrics to evaluate in place of the trivial evaluator; the first --metrics")
  @Nullable Path metricFiles;

  @Option(
      names = "--archive",
      paramLabel = "PATH",
      description =
          "An archive of --conversations conversations to use in place of a synthetic one")
  @Nullable Path existing;

  @Option(names = "--rounds", defaultValue = "3", description = "${DEFAULT-VALUE}")
  int rounds;

  @Option(names = "--work", required = true, description = "A folder for archives and homes")
  Path work = Path.of(".");

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BulkPath()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(work);
    Path archive = archive();
    System.out.printf(
        "%d conversations of %s, %d metrics, %s; heap %d MiB, %d cores, Java %s%n",
        conversations,
        archive.getFileName(),
        metrics,
        metricFiles == null ? "trivial evaluator" : "CEL",
        Runtime.getRuntime().maxMemory() >> 20,
        Runtime.getRuntime().availableProcessors(),
        Runtime.version());
    for (int round = 1; round <= rounds; round++) {
      BenchmarkHome home =
          new BenchmarkHome(
              work.resolve("home-" + System.nanoTime()),
              metricFiles == null ? BenchmarkHome::trivialEvaluators : BulkPath::code);
      try (JobContext context = home.open()) {
        BenchmarkHome.define(context, definitions());
        Steps steps = new Steps();
        var unused = BenchmarkHome.nightly(context, archive, steps);
        steps.end();
        report(round, steps);
      }
    }
    return 0;
  }

  private Path archive() throws IOException {
    Path given = existing;
    return given != null ? given : SyntheticArchive.in(work, conversations, messages);
  }

  private static Map<String, Evaluator> code() {
    return Map.of("code", CODE);
  }

  private List<MetricDefinition> definitions() {
    Path files = metricFiles;
    return files == null
        ? BenchmarkHome.trivialMetrics(metrics)
        : MetricFiles.read(files, DefinitionCheck.NONE).stream().limit(metrics).toList();
  }

  private void report(int round, Steps steps) {
    long rows = (long) conversations * metrics;
    double evaluate = steps.seconds("evaluating");
    System.out.printf(
        Locale.ROOT,
        "round %d: ingest %.1f s, plan %.1f s, evaluate %.2f s (CPU %.2f s) = %,.0f rows/s,"
            + " maintain %.1f s, report %.1f s; peak heap %d MiB%n",
        round,
        steps.seconds("taking archives in"),
        steps.seconds("planning"),
        evaluate,
        steps.cpuSeconds("evaluating"),
        rows / evaluate,
        steps.seconds("maintaining the tables"),
        steps.seconds("reporting"),
        peakHeapMib());
    if (metricFiles != null) {
      int threads = Runtime.getRuntime().availableProcessors();
      double expressions = CODE.takeSeconds();
      System.out.printf(
          Locale.ROOT,
          "  in the expressions %.2f s of %d threads' %.2f s: %.0f %%%n",
          expressions,
          threads,
          threads * evaluate,
          100 * expressions / (threads * evaluate));
    }
  }

  private static long peakHeapMib() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(p -> p.getType() == java.lang.management.MemoryType.HEAP)
            .mapToLong(p -> p.getPeakUsage().getUsed())
            .sum()
        >> 20;
  }
}
