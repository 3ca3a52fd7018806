package dev.assay.benchmarks;

import dev.assay.catalog.Actor;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.evaluators.Evaluator;
import dev.assay.home.Home;
import dev.assay.home.RetentionSection;
import dev.assay.home.ServerSection;
import dev.assay.home.Settings;
import dev.assay.jobs.evaluate.EvaluatorSource;
import dev.assay.jobs.nightly.RunProgress;
import dev.assay.jobs.nightly.Runner;
import dev.assay.jobs.nightly.Workbench;
import dev.assay.jobs.report.RunReport;
import dev.assay.jobs.run.RunInputs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** A home with metrics, and nightly runs over one archive. */
final class BenchmarkHome {

  /** Once per process: the trivial one answers for the type {@code code}. */
  private static final Map<String, Evaluator> TRIVIAL =
      Map.of(TrivialEvaluator.TYPE, new TrivialEvaluator());

  private static final int WAVE_CONVERSATIONS = 100_000;
  private static final int MAX_ATTEMPTS = 3;

  private final Home home;
  private final EvaluatorSource evaluators;

  BenchmarkHome(Path folder, EvaluatorSource evaluators) {
    this.home = new Home(folder);
    this.evaluators = evaluators;
  }

  static Map<String, Evaluator> trivialEvaluators() {
    return TRIVIAL;
  }

  static List<MetricDefinition> trivialMetrics(int count) {
    return IntStream.range(0, count).mapToObj(BenchmarkHome::trivialMetric).toList();
  }

  Workbench open() {
    Settings settings =
        new Settings(
            "default",
            List.of(),
            null,
            null,
            null,
            null,
            Optional.empty(),
            MAX_ATTEMPTS,
            WAVE_CONVERSATIONS,
            null,
            ServerSection.USUAL,
            RetentionSection.USUAL,
            Map.of());
    return Workbench.open(home, settings, evaluators);
  }

  static void define(Workbench bench, List<MetricDefinition> definitions) {
    for (MetricDefinition definition : definitions) {
      bench.metrics().create(definition, "default", new Actor("default", "benchmark"));
    }
  }

  static RunReport nightly(Workbench bench, Path archive, RunProgress progress) {
    RunInputs inputs =
        new RunInputs(
            List.of(archive.toString()), Optional.empty(), MAX_ATTEMPTS, WAVE_CONVERSATIONS);
    List<RunReport> reports =
        new Runner(bench, progress).run("nightly", "default", "benchmark", inputs);
    return reports.get(reports.size() - 1);
  }

  private static MetricDefinition trivialMetric(int number) {
    return new MetricDefinition(
        "Metric " + number,
        "Benchmark metric " + number,
        new MetricValue.NumericalValue(0, 1e6),
        new dev.assay.catalog.EvaluatorDefinition(TrivialEvaluator.TYPE, new TreeMap<>()),
        new TreeSet<>(List.of("*")),
        null,
        new TreeMap<>());
  }
}
