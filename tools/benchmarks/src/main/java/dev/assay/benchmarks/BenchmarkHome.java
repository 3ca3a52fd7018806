package dev.assay.benchmarks;

import dev.assay.catalog.Actor;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.evaluators.Evaluator;
import dev.assay.insight.report.RunReport;
import dev.assay.installation.ArchiveSection;
import dev.assay.installation.Home;
import dev.assay.installation.RetentionSection;
import dev.assay.installation.ServerSection;
import dev.assay.installation.Settings;
import dev.assay.installation.run.Backfill;
import dev.assay.installation.run.MetricLeases;
import dev.assay.installation.run.RunInputs;
import dev.assay.installation.run.RunStore;
import dev.assay.jobs.evaluate.EvaluatorSource;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.nightly.RunProgress;
import dev.assay.jobs.nightly.Runner;
import dev.assay.jobs.plan.Planning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;

/** A home with metrics, and nightly runs over one archive. */
final class BenchmarkHome {

  /** Once per process: the trivial one answers for the type {@code code}. */
  private static final Map<String, Evaluator> TRIVIAL =
      Map.of(TrivialEvaluator.TYPE, new TrivialEvaluator());

  private static final String ORG = "default";
  private static final int MESSAGES = 8;
  private static final int WAVE_CONVERSATIONS = 100_000;
  private static final int MAX_ATTEMPTS = 3;

  private final Home home;
  private final EvaluatorSource evaluators;

  BenchmarkHome(Path folder, EvaluatorSource evaluators) {
    this.home = new Home(folder);
    this.evaluators = evaluators;
  }

  /** Where it is. */
  Path root() {
    return home.root();
  }

  static Map<String, Evaluator> trivialEvaluators() {
    return TRIVIAL;
  }

  static List<MetricDefinition> trivialMetrics(int count) {
    return IntStream.range(0, count).mapToObj(n -> trivialMetric(trivialName(n))).toList();
  }

  /**
   * A home with a result of each conversation and trivial metric, made once and kept.
   *
   * @param work where it is kept
   */
  static BenchmarkHome withResults(Path work, int conversations, int metrics) throws IOException {
    Path folder = work.resolve("home-%d-%d".formatted(conversations, metrics));
    BenchmarkHome home = new BenchmarkHome(folder, BenchmarkHome::trivialEvaluators);
    Path made = folder.resolve("complete");
    if (!Files.exists(made)) {
      Path archive = SyntheticArchive.in(work, conversations, MESSAGES);
      try (JobContext context = home.open()) {
        if (context.metrics().list(ORG).isEmpty()) {
          define(context, trivialMetrics(metrics));
        }
        RunReport report = nightly(context, archive, RunProgress.SILENT);
        System.err.printf("%s: %,d results%n", folder.getFileName(), report.scored());
      }
      Files.createFile(made);
    }
    return home;
  }

  JobContext open() {
    Settings settings =
        new Settings(
            ORG,
            List.of(),
            null,
            null,
            null,
            null,
            Optional.empty(),
            MAX_ATTEMPTS,
            WAVE_CONVERSATIONS,
            ArchiveSection.USUAL,
            null,
            ServerSection.USUAL,
            RetentionSection.USUAL,
            Map.of());
    return JobContext.open(home, settings, evaluators);
  }

  static void define(JobContext context, List<MetricDefinition> definitions) {
    for (MetricDefinition definition : definitions) {
      context.metrics().create(definition, ORG, new Actor(ORG, "benchmark"));
    }
  }

  static RunReport nightly(JobContext context, Path archive, RunProgress progress) {
    return run(context, "nightly", inputs(List.of(archive.toString())), progress);
  }

  /** A backfill of all history against the newest version of a metric. */
  static RunReport backfill(JobContext context, String metric, RunProgress progress) {
    Metric found = context.metrics().findByName(ORG, metric).orElseThrow();
    MetricLeases.Key version = new MetricLeases.Key(found.id(), found.latest().version());
    Backfill all = new Backfill(List.of(version), null, null, List.of(), List.of());
    return run(context, "backfill", inputs(List.of()).backfilling(all), progress);
  }

  /** Plans once more what a run has planned, into a temporary folder; nothing is committed. */
  static void planAgain(JobContext context, String runId) throws IOException {
    String again = RunStore.newId();
    Path temporary = context.home().temporary();
    Path folder = temporary.resolve("plan-" + again);
    var unused =
        new Planning(
                context.warehouse(),
                ORG,
                context.runs().get(runId).planInputs().orElseThrow(),
                MAX_ATTEMPTS,
                WAVE_CONVERSATIONS,
                temporary)
            .write(again, folder);
    FileUtils.deleteDirectory(folder.toFile());
  }

  private static RunInputs inputs(List<String> archives) {
    return new RunInputs(archives, Optional.empty(), MAX_ATTEMPTS, WAVE_CONVERSATIONS);
  }

  private static RunReport run(
      JobContext context, String kind, RunInputs inputs, RunProgress progress) {
    List<RunReport> reports = new Runner(context, progress).run(kind, ORG, inputs);
    return reports.get(reports.size() - 1);
  }

  /** The name of a trivial metric, counted from 0. */
  static String trivialName(int number) {
    return "Metric " + number;
  }

  static MetricDefinition trivialMetric(String name) {
    return new MetricDefinition(
        name,
        "Benchmark metric",
        new MetricValue.NumericalValue(0, 1e6),
        new dev.assay.catalog.EvaluatorDefinition(TrivialEvaluator.TYPE, new TreeMap<>()),
        new TreeSet<>(List.of("*")),
        null,
        new TreeMap<>());
  }
}
