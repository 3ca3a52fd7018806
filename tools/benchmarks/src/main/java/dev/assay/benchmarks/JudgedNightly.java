package dev.assay.benchmarks;

import dev.assay.catalog.EvaluatorDefinition;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.insight.report.RunReport;
import dev.assay.installation.Home;
import dev.assay.installation.JudgeSection;
import dev.assay.installation.Settings;
import dev.assay.installation.SettingsFile;
import dev.assay.jobs.evaluate.Evaluators;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.nightly.RunProgress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Nightly runs with a judge, as {@code ./assay nightly} makes them on two cores: rendering, checks,
 * the durable ledger and the commits to Delta included. What is timed is the step that evaluates.
 */
@Command(
    name = "judged-nightly",
    description = "Runs nightly with judged metrics and times the step that evaluates.",
    mixinStandardHelpOptions = true)
final class JudgedNightly implements Callable<Integer> {

  private static final int CONVERSATIONS_FOR_CALLS = 2;

  @Option(names = "--url", required = true, description = "The judge's, ending in /v1")
  private URI url = URI.create("");

  @Option(names = "--archive", required = true, description = "Conversations, native JSON lines")
  private Path archive = Path.of("");

  @Option(names = "--evaluations", required = true, description = "Conversations times metrics")
  private int evaluations;

  @Option(names = "--warm-up", defaultValue = "500", description = "Evaluations before those")
  private int warmUp;

  @Option(
      names = "--in-flight",
      required = true,
      description = "Calls at once, both tasks together")
  private int inFlight;

  @Option(names = "--metrics", defaultValue = "1", description = "${DEFAULT-VALUE}")
  private int metrics;

  @Option(names = "--pack-size", defaultValue = "10", description = "${DEFAULT-VALUE}")
  private int packSize;

  @Option(names = "--work", required = true, description = "A folder for archives and homes")
  private Path work = Path.of("");

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new JudgedNightly()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createDirectories(work.resolve("nightly-" + System.nanoTime()));
    int warmUpConversations = warmUp / metrics;
    Path first = part(folder.resolve("warm-up.jsonl"), 0, warmUpConversations);
    Path second =
        part(folder.resolve("measured.jsonl"), warmUpConversations, evaluations / metrics);
    Settings settings = SettingsFile.read(settingsFile(folder), folder);
    JudgeSection judge = settings.judge();
    if (judge == null) {
      throw new IllegalStateException("Cannot measure a judge without one");
    }
    Home home = new Home(folder.resolve("home"));
    try (JobContext context =
        JobContext.open(home, settings, Evaluators.of(settings.evaluators()))) {
      BenchmarkHome.define(context, questions());
      BenchmarkHome.nightly(context, first, RunProgress.SILENT);
      Steps steps = new Steps();
      long began = System.nanoTime();
      RunReport report = BenchmarkHome.nightly(context, second, steps);
      steps.end();
      System.out.printf(
          Locale.ROOT,
          "{\"evaluations\": %d, \"seconds\": %.3f, \"cpu_seconds\": %.3f, \"whole_seconds\": %.3f}%n",
          report.scored(),
          steps.seconds("evaluating"),
          steps.cpuSeconds("evaluating"),
          (System.nanoTime() - began) / 1e9);
    }
    return 0;
  }

  private Path part(Path file, int skip, int count) throws IOException {
    try (Stream<String> lines = Files.lines(archive)) {
      return Files.write(file, lines.skip(skip).limit(count).toList());
    }
  }

  private Path settingsFile(Path folder) throws IOException {
    // While some wait for the ledger, others take their place before the judge.
    int perTask = Math.max(1, inFlight * CONVERSATIONS_FOR_CALLS / 2);
    return Files.writeString(
        folder.resolve("assay.yaml"),
        """
        catch_up: all
        judge:
          url: %s
          model: judge-simulator
          concurrency: %d
          max_in_flight: %d
          pack_size: %d
          prices: {input_per_million: 0.15, output_per_million: 0.60}
        spark:
          spark.master: local[2]
        """
            .formatted(url, perTask, inFlight, packSize));
  }

  private List<MetricDefinition> questions() {
    return IntStream.range(0, metrics)
        .mapToObj(
            number ->
                new MetricDefinition(
                    "Question " + number,
                    number == 0 ? JudgeQuestion.TEXT : JudgeQuestion.TEXT + " Version " + number,
                    new MetricValue.BooleanValue(),
                    new EvaluatorDefinition(EvaluatorDefinition.DEFAULT_TYPE, new TreeMap<>()),
                    new TreeSet<>(List.of("*")),
                    null,
                    new TreeMap<>()))
        .toList();
  }
}
