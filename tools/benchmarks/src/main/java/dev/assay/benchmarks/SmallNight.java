package dev.assay.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Times nights of few conversations as a user has them: {@code ./assay} from its start to its end.
 */
@Command(
    name = "small-night",
    description = {
      "Times nights of few conversations, the program's start and end included. Linux only.",
      "",
      "Cases: 0, 2, 300 and 3000 (so many conversations: a first night, one with nothing new, one"
          + " with 1 %% edited), samples (data-samples), retries (375 failed evaluations tried again,"
          + " over 158,000 results), large (31,689 conversations against five metrics, then 1 %%"
          + " edited; with --archives, yours) and ingest (500,000 conversations of 8 messages)."
    },
    mixinStandardHelpOptions = true)
final class SmallNight implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "CASE",
      description = "Only these, parted by commas. Default: all")
  private Set<String> cases = new TreeSet<>(NightSequences.CASES);

  @Option(names = "--repeats", defaultValue = "5", description = "${DEFAULT-VALUE}")
  private int repeats;

  @Mixin private TimedPrograms programs = new TimedPrograms();

  @Option(
      names = "--archives",
      paramLabel = "PATH",
      description = "Conversations for the case large: an archive, or a folder of some")
  private @Nullable Path archives;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Append a line of JSON for each night that was timed")
  private @Nullable Path json;

  @Spec private @Nullable CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SmallNight()).execute(arguments));
  }

  /** What the rows of the table tell apart. */
  private record Row(Path program, Night night) {}

  /** One night that was timed. */
  private record Sample(NightReport report, MeteredProcess.Usage usage) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    Files.createDirectories(programs.work());
    List<NightSequences.Sequence> sequences =
        new NightSequences(programs.work(), archives).of(cases);
    List<Path> all = programs.all();
    for (Path program : all) {
      programs.warmUp(program, List.of(), log());
    }
    Map<Row, List<Sample>> samples = new LinkedHashMap<>();
    for (int repeat = 0; repeat < repeats; repeat++) {
      for (NightSequences.Sequence sequence : sequences) {
        for (Path program : all) {
          run(program, sequence, samples);
        }
      }
    }
    report(all.size() > 1, samples);
    return 0;
  }

  /** Fails with all that is wrong with the options, before anything is written or run. */
  private void check() {
    List<String> problems = new ArrayList<>();
    Set<String> unknown = new TreeSet<>(cases);
    unknown.removeAll(NightSequences.CASES);
    if (!unknown.isEmpty()) {
      problems.add(
          "Invalid --cases %s: choose from %s"
              .formatted(String.join(",", unknown), String.join(",", NightSequences.CASES)));
    }
    if (repeats < 1) {
      problems.add("Invalid --repeats %d: give 1 or more".formatted(repeats));
    }
    problems.addAll(programs.problems());
    Path given = archives;
    if (given != null && !Files.exists(given)) {
      problems.add("Invalid --archives %s: there is no such file or folder".formatted(given));
    }
    if (!problems.isEmpty()) {
      throw new CommandLine.ParameterException(
          Objects.requireNonNull(spec).commandLine(), String.join("\n", problems));
    }
  }

  private void run(Path program, NightSequences.Sequence sequence, Map<Row, List<Sample>> samples)
      throws IOException, InterruptedException {
    Path home = programs.newHome();
    for (Night night : sequence.nights()) {
      Set<Path> before = NightReport.all(home);
      MeteredProcess.Usage usage = programs.run(program, List.of(), home, night.command(), log());
      Set<Path> made = new TreeSet<>(NightReport.all(home));
      made.removeAll(before);
      if (made.size() != 1) {
        throw new IllegalStateException(
            "Cannot time '%s': it left %d reports and not one; what it said is in %s"
                .formatted(night.label(), made.size(), log()));
      }
      NightReport report = NightReport.read(made.iterator().next());
      if (!night.expected().test(report)) {
        throw new IllegalStateException(
            "Cannot time '%s': the run did something else, %s".formatted(night.label(), report));
      }
      Sample sample = new Sample(report, usage);
      samples.computeIfAbsent(new Row(program, night), r -> new ArrayList<>()).add(sample);
      System.err.printf(
          Locale.ROOT,
          "%s: %.2f s, %.2f CPU s, %d MiB%n",
          night.label(),
          usage.seconds(),
          usage.cpuSeconds(),
          usage.peakMib());
      keep(program, night, sample);
    }
    FileUtils.deleteDirectory(home.toFile());
  }

  private Path log() {
    return programs.work().resolve("small-night.log");
  }

  private void keep(Path program, Night night, Sample sample) throws IOException {
    Path file = json;
    if (file == null) {
      return;
    }
    ObjectNode line =
        JSON.createObjectNode()
            .put("day", Day.today().toString())
            .put("machine", Machine.describe())
            .put("program", program.toString())
            .put("night", night.label())
            .put("new", sample.report().added())
            .put("changed", sample.report().changed())
            .put("planned", sample.report().planned())
            .put("failed", sample.report().failed())
            .put("seconds", sample.usage().seconds())
            .put("cpu_seconds", sample.usage().cpuSeconds())
            .put("peak_mib", sample.usage().peakMib());
    JsonLines.append(file, line);
  }

  private void report(boolean several, Map<Row, List<Sample>> samples) {
    System.out.printf(
        "%s; %s; medians of %d, whole process, start included%n%n",
        Day.today(), Machine.describe(), repeats);
    String program = several ? " program |" : "";
    System.out.printf(
        "| night |%s new | changed | planned | failed | s | bound | CPU s | bound | MiB |%n",
        program);
    System.out.printf("|---|%s---|---|---|---|---|---|---|---|---|%n", several ? "---|" : "");
    samples.forEach(
        (row, all) -> {
          NightReport report = all.get(0).report();
          Night.Bound bound = row.night().bound();
          System.out.printf(
              Locale.ROOT,
              "| %s |%s %,d | %,d | %,d | %,d | %.2f | %s | %.2f | %s | %.0f |%n",
              row.night().label(),
              several ? " " + row.program() + " |" : "",
              report.added(),
              report.changed(),
              report.planned(),
              report.failed(),
              median(all, MeteredProcess.Usage::seconds),
              text(bound == null ? null : bound.seconds()),
              median(all, MeteredProcess.Usage::cpuSeconds),
              text(bound == null ? null : bound.cpuSeconds()),
              median(all, MeteredProcess.Usage::peakMib));
        });
  }

  private static String text(@Nullable Double bound) {
    return bound == null ? "" : "%.0f".formatted(bound);
  }

  private static double median(
      List<Sample> samples, ToDoubleFunction<MeteredProcess.Usage> measure) {
    return MeteredProcess.Usage.median(samples.stream().map(Sample::usage).toList(), measure);
  }
}
