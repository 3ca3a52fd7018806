package dev.assay.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.installation.Home;
import dev.assay.results.AssayTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * One night over very many conversations, with reads beside it, killed again and again on the way;
 * then one with a hundredth of them edited, and one with nothing new. What is left is compared with
 * what is known of the archive.
 */
@Command(
    name = "million",
    description = {
      "Takes in and evaluates very many conversations, is killed on the way, and checks what is"
          + " left. Linux only.",
      "",
      "Twenty code metrics and five judged ones, which a simulated judge is asked in one call a"
          + " conversation. Results are read meanwhile. Each killed night is started again, until it"
          + " ends; then a hundredth of the conversations is edited, and a last night finds nothing"
          + " new. Exit code 1: something was lost, doubled, wrong or asked too often."
    },
    mixinStandardHelpOptions = true)
final class Million implements Callable<Integer> {

  private static final double MB = 1e6;

  /** Commits of results in a night: as many in a small one as a million has by default. */
  private static final int WAVES = 10;

  @Option(names = "--conversations", defaultValue = "1000000", description = "${DEFAULT-VALUE}")
  private int conversations;

  @Option(names = "--kills", defaultValue = "10", description = "${DEFAULT-VALUE}")
  private int kills;

  @Option(
      names = "--judged-share",
      defaultValue = "1",
      description = "The share of conversations that the judge is asked about; ${DEFAULT-VALUE}")
  private double judgedShare;

  @Option(
      names = "--latency",
      defaultValue = "20ms",
      description = "Of the judge; ${DEFAULT-VALUE}")
  private String latency = "";

  @Option(names = "--max-in-flight", defaultValue = "128", description = "${DEFAULT-VALUE}")
  private int maxInFlight;

  @Option(
      names = "--reads-a-second",
      defaultValue = "5",
      description = "Calls beside the night, at most; ${DEFAULT-VALUE}")
  private double readsASecond;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of kills and reads; ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--assay",
      paramLabel = "FILE",
      description = "The program to run. Default: that of this checkout")
  private @Nullable Path program;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Append what was measured as a line of JSON")
  private @Nullable Path json;

  @Option(
      names = "--work",
      required = true,
      description = "A folder for the archive and the home, which are made anew")
  private Path work = Path.of("");

  @Option(names = "--base", hidden = true, required = true)
  private Path base = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  private final List<MeteredProcess.Usage> usages = new ArrayList<>();
  private final ObjectNode figures = new ObjectMapper().createObjectNode();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Million()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    check();
    Path folder = Files.createDirectories(work.toAbsolutePath().resolve("million"));
    FileUtils.cleanDirectory(folder.toFile());
    CountedArchive archive =
        CountedArchive.write(folder.resolve("delivery"), conversations, judgedShare);
    System.err.println("wrote " + archive);
    figures.put("day", Day.today().toString());
    figures.put("machine", Machine.describe());
    figures.put("conversations", conversations);
    figures.put("results", archive.evaluations());
    figures.put("kills", kills);
    Home home = new Home(folder.resolve("home"));
    List<String> problems;
    try (SimulatorProcess judge = SimulatorProcess.start(base, List.of("--latency", latency))) {
      Path settings = settings(folder, judge);
      try (ServerProcess server = ServerProcess.start(base, home.root(), settings, "viewer");
          ReadsBeside reads =
              new ReadsBeside(server, home.warehouse(), conversations, readsASecond, seed)) {
        Nights nights = new Nights(archive, home, settings, judge, folder.resolve("nights.log"));
        problems = nights.run(reads);
        reads.check();
        note(server, reads);
      }
      note(archive, home);
      keep();
    }
    report(problems);
    return problems.isEmpty() ? 0 : 1;
  }

  /** Fails with all that is wrong with the options, before anything is written or run. */
  private void check() {
    List<String> problems = new ArrayList<>();
    if (conversations < 1) {
      problems.add("Invalid --conversations %d: give 1 or more".formatted(conversations));
    }
    if (kills < 0) {
      problems.add("Invalid --kills %d: give 0 or more".formatted(kills));
    }
    if (!(judgedShare > 0 && judgedShare <= 1)) {
      problems.add(
          "Invalid --judged-share %s: give a number above 0, up to 1".formatted(judgedShare));
    }
    if (!(readsASecond > 0)) {
      problems.add("Invalid --reads-a-second %s: give a number above 0".formatted(readsASecond));
    }
    if (maxInFlight < 1) {
      problems.add("Invalid --max-in-flight %d: give 1 or more".formatted(maxInFlight));
    }
    if (!problems.isEmpty()) {
      throw new CommandLine.ParameterException(
          Objects.requireNonNull(spec).commandLine(), String.join("\n", problems));
    }
  }

  private Path settings(Path folder, SimulatorProcess judge) throws IOException {
    return Files.writeString(
        folder.resolve("assay.yaml"),
        """
        catch_up: all
        wave_conversations: %d
        judge:
          url: %s
          model: judge-simulator
          max_in_flight: %d
          concurrency: %d
          prices: {input_per_million: 0.15, output_per_million: 0.60}
        server:
          token_lifetime: 24h
          rate_limits: {list_results: 1000000, list_metrics: 1000, sign_in: 1000}
        """
            .formatted(Math.max(1, conversations / WAVES), judge.url(), maxInFlight, maxInFlight));
  }

  /** The nights of one home. */
  private final class Nights {
    private final CountedArchive archive;
    private final Home home;
    private final Path settings;
    private final SimulatorProcess judge;
    private final Path log;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> underWay = new HashSet<>();

    Nights(CountedArchive archive, Home home, Path settings, SimulatorProcess judge, Path log) {
      this.archive = archive;
      this.home = home;
      this.settings = settings;
      this.judge = judge;
      this.log = log;
    }

    /** All of them; what was wrong. */
    List<String> run(ReadsBeside reads) throws Exception {
      long began = System.nanoTime();
      for (KillMoment moment :
          KillMoment.draw(new Random(seed), kills, conversations, archive.judged())) {
        killAt(moment);
        reads.check();
      }
      NightReport first = nightly(archive.delivery());
      figures.put("night_seconds", (System.nanoTime() - began) / 1e9);
      figures.put(
          "night_cpu_seconds", usages.stream().mapToDouble(MeteredProcess.Usage::cpuSeconds).sum());
      expect("evaluations planned", archive.evaluations(), first.planned());
      expect("evaluations answered", archive.evaluations(), first.answered());
      WarehouseCheck check = new WarehouseCheck(home.warehouse(), archive);
      problems.addAll(check.current());
      problems.addAll(check.history(0));
      calls(archive.judged());
      walkAll(reads, check);

      NightReport edited = nightly(archive.delivery(), archive.editedDelivery());
      expect("conversations changed", archive.edited(), edited.changed());
      expect("evaluations of what was edited", archive.editedEvaluations(), edited.answered());
      problems.addAll(check.current());
      problems.addAll(check.history(archive.editedEvaluations()));
      calls(archive.judged() + archive.judgedEdited());

      NightReport last = nightly(archive.delivery(), archive.editedDelivery());
      expect("evaluations with nothing new", 0, last.planned());
      calls(archive.judged() + archive.judgedEdited());
      return problems;
    }

    private void killAt(KillMoment moment) throws IOException, InterruptedException {
      try (MeteredProcess night = start(archive.delivery())) {
        moment.await(night, judge);
        night.kill();
        usages.add(night.await());
      }
      // A night that is killed before it has settled those of the last one leaves them open.
      Set<String> open = LedgerFile.underWay(home);
      underWay.addAll(open);
      System.err.printf("killed at %s; %,d calls were under way%n", moment, open.size());
    }

    private void expect(String what, long wanted, long found) {
      if (wanted != found) {
        problems.add("%s: %,d and not %,d".formatted(what, found, wanted));
      }
    }

    /** Compares what the judge was asked with what had to be asked. */
    private void calls(long needed) throws IOException, InterruptedException {
      JsonNode counters = judge.counters();
      long repeats = counters.get("repeats").asLong();
      expect("different calls", needed, counters.get("distinct_requests").asLong());
      expect(
          "calls kept as lost",
          underWay.size(),
          new WarehouseCheck(home.warehouse(), archive).lostCalls());
      if (repeats > underWay.size()) {
        problems.add(
            "%,d calls were made again, and %,d were under way at kills"
                .formatted(repeats, underWay.size()));
      }
      figures.put("calls_needed", needed);
      figures.put("calls_made", counters.get("requests").asLong());
      figures.put("calls_made_again", repeats);
      figures.put("calls_under_way_at_kills", underWay.size());
      figures.put("judge_cpu_seconds", counters.get("cpu_ms").asDouble() / 1e3);
    }

    private void walkAll(ReadsBeside reads, WarehouseCheck check) throws Exception {
      String metric = check.metricId(archive.truths().get(0).metric());
      expect("results in a walk", conversations, reads.walkAll(metric));
    }

    /** What a night did, that it has gone on with included: each run leaves a report. */
    private NightReport nightly(Path... deliveries) throws IOException, InterruptedException {
      Set<Path> before = NightReport.all(home.root());
      MeteredProcess.Usage usage;
      try (MeteredProcess night = start(deliveries)) {
        usage = night.await();
      }
      usages.add(usage);
      if (usage.exitCode() != 0) {
        throw new IllegalStateException(
            "The night ended with exit code %d; what it said is in %s"
                .formatted(usage.exitCode(), log));
      }
      System.err.printf(
          Locale.ROOT, "a night ended: %.1f s, %.1f CPU s%n", usage.seconds(), usage.cpuSeconds());
      Set<Path> made = new TreeSet<>(NightReport.all(home.root()));
      made.removeAll(before);
      NightReport together = new NightReport(0, 0, 0, 0, 0);
      for (Path report : made) {
        together = together.plus(NightReport.read(report));
      }
      return together;
    }

    private MeteredProcess start(Path... deliveries) throws IOException {
      Path given = program;
      List<String> command = new ArrayList<>();
      command.add(given == null ? base.resolve("assay").toString() : given.toString());
      command.add("nightly");
      for (Path delivery : deliveries) {
        command.addAll(List.of("--archive", delivery.toString()));
      }
      command.addAll(List.of("--metrics", archive.metrics().toString()));
      command.addAll(List.of("--settings", settings.toString()));
      command.addAll(List.of("--home", home.root().toString()));
      return MeteredProcess.start(command, log);
    }
  }

  private void note(ServerProcess server, ReadsBeside reads)
      throws IOException, InterruptedException {
    figures.put("server_peak_mib", server.residentMib("VmHWM"));
    figures.put("server_index_bytes", (long) server.metric("assay_results_index_bytes"));
    note("page", reads.pages());
    note("conversation", reads.conversations());
    note("sql", reads.sql());
  }

  private void note(String name, Times times) {
    figures.put(name + "_reads", times.count());
    if (times.count() > 0) {
      figures.put(name + "_p50_ms", times.percentile(0.5));
      figures.put(name + "_p99_ms", times.percentile(0.99));
    }
  }

  private void note(CountedArchive archive, Home home) {
    figures.put(
        "night_peak_mib", usages.stream().mapToLong(MeteredProcess.Usage::peakMib).max().orElse(0));
    noteSize("archive", archive.delivery());
    noteSize("home", home.root());
    noteSize("ledger", home.ledger());
    noteSize("catalog", home.catalog());
    for (AssayTable table : AssayTable.values()) {
      Path folder = home.warehouseRoot().resolve(table.label());
      if (Files.exists(folder)) {
        noteSize(table.label(), folder);
      }
    }
  }

  private void noteSize(String name, Path folder) {
    figures.put(name + "_mb", FileUtils.sizeOfDirectory(folder.toFile()) / MB);
  }

  private void keep() throws IOException {
    Path file = json;
    if (file != null) {
      JsonLines.append(file, figures);
    }
  }

  private void report(List<String> problems) {
    System.out.printf(
        Locale.ROOT,
        "judge at %s, %d calls in flight, five judged metrics a call%n%n| | |%n|---|---|%n",
        latency,
        maxInFlight);
    figures
        .properties()
        .forEach(
            figure -> {
              JsonNode value = figure.getValue();
              System.out.printf(
                  Locale.ROOT,
                  "| %s | %s |%n",
                  figure.getKey().replace('_', ' '),
                  value.isDouble()
                      ? String.format(Locale.ROOT, "%,.1f", value.asDouble())
                      : value.isNumber()
                          ? String.format(Locale.ROOT, "%,d", value.asLong())
                          : value.asText());
            });
    System.out.println();
    System.out.println(
        problems.isEmpty()
            ? "Nothing was lost, doubled or asked too often."
            : "WRONG:\n" + String.join("\n", problems));
  }
}
