package dev.assay.benchmarks;

import dev.assay.catalog.Actor;
import dev.assay.catalog.EvaluatorDefinition;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.code.CodeEvaluator;
import dev.assay.jobs.home.Home;
import dev.assay.jobs.home.Settings;
import dev.assay.jobs.nightly.RunProgress;
import dev.assay.jobs.nightly.Runner;
import dev.assay.jobs.nightly.Workbench;
import dev.assay.jobs.run.RunInputs;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
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

  private static final String[] EXPRESSIONS = {
    "size(conversation.messages)",
    "size(conversation.agent_messages)",
    "conversation.agent_messages.filter(m, m.text.matches('(?i)\\\\b(sorry|apolog)')).size()",
    "conversation.user_messages.filter(m, m.text.contains('refund')).size()",
    "conversation.messages.map(m, size(m.text)).size()",
  };

  /** Once per process: the trivial one answers for the type {@code code}. */
  private static final Map<String, Evaluator> TRIVIAL =
      Map.of(TrivialEvaluator.TYPE, new TrivialEvaluator());

  private static final Map<String, Evaluator> CODE = Map.of("code", new CodeEvaluator());

  @Option(names = "--conversations", defaultValue = "100000", description = "${DEFAULT-VALUE}")
  int conversations;

  @Option(names = "--messages", defaultValue = "8", description = "${DEFAULT-VALUE}")
  int messages;

  @Option(names = "--metrics", defaultValue = "20", description = "${DEFAULT-VALUE}")
  int metrics;

  @Option(names = "--code", description = "CEL expressions in place of the trivial evaluator")
  boolean code;

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
    Path archive = work.resolve("archive-%d-%d.jsonl".formatted(conversations, messages));
    if (!Files.exists(archive)) {
      SyntheticArchive.write(archive, conversations, messages, 1);
    }
    System.out.printf(
        "%d conversations, %d messages each, %d metrics, %s; heap %d MiB, %d cores, Java %s%n",
        conversations,
        messages,
        metrics,
        code ? "CEL" : "trivial evaluator",
        Runtime.getRuntime().maxMemory() >> 20,
        Runtime.getRuntime().availableProcessors(),
        Runtime.version());
    Settings settings =
        new Settings(
            "default", List.of(), null, null, null, Optional.empty(), 3, 100_000, Map.of());
    for (int round = 1; round <= rounds; round++) {
      Home home = new Home(work.resolve("home-" + System.nanoTime()));
      try (Workbench bench =
          Workbench.open(home, settings, code ? BulkPath::code : BulkPath::trivial)) {
        bench.startSpark();
        define(bench);
        Steps steps = new Steps();
        new Runner(bench, steps).run("nightly", "default", "benchmark", inputs(archive));
        steps.end();
        report(round, steps);
      }
    }
    return 0;
  }

  private static Map<String, Evaluator> trivial() {
    return TRIVIAL;
  }

  private static Map<String, Evaluator> code() {
    return CODE;
  }

  private static RunInputs inputs(Path archive) {
    return new RunInputs(List.of(archive.toString()), Optional.empty(), 3, 100_000);
  }

  private void define(Workbench bench) {
    for (int m = 0; m < metrics; m++) {
      bench
          .metrics()
          .create(
              new MetricDefinition(
                  "Metric " + m,
                  "Benchmark metric " + m,
                  new MetricValue.NumericalValue(0, 1e6),
                  new EvaluatorDefinition(
                      "code",
                      new TreeMap<>(
                          Map.of("expression", EXPRESSIONS[m % EXPRESSIONS.length] + " + " + m))),
                  new TreeSet<>(List.of("*")),
                  null,
                  new TreeMap<>()),
              "default",
              new Actor("default", "benchmark"));
    }
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
  }

  private static long peakHeapMib() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(p -> p.getType() == java.lang.management.MemoryType.HEAP)
            .mapToLong(p -> p.getPeakUsage().getUsed())
            .sum()
        >> 20;
  }

  /** Times the steps that a run names. */
  private static final class Steps implements RunProgress {
    private final Map<String, Double> seconds = new TreeMap<>();
    private final Map<String, Double> cpuSeconds = new TreeMap<>();
    private String step = "";
    private long since;
    private long cpuSince;

    @Override
    public void step(String what) {
      end();
      step = what;
      since = System.nanoTime();
      cpuSince = processCpuNanos();
    }

    void end() {
      if (!step.isEmpty()) {
        seconds.merge(step, (System.nanoTime() - since) / 1e9, Double::sum);
        cpuSeconds.merge(step, (processCpuNanos() - cpuSince) / 1e9, Double::sum);
        step = "";
      }
    }

    double seconds(String name) {
      return seconds.getOrDefault(name, 0.0);
    }

    double cpuSeconds(String name) {
      return cpuSeconds.getOrDefault(name, 0.0);
    }

    private static long processCpuNanos() {
      return ((com.sun.management.OperatingSystemMXBean)
              ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime();
    }

    @Override
    public void cells(long done, long total) {}

    @Override
    public void note(String line) {}
  }
}
