package dev.assay.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs everything that can ask a judge here against the same simulator, in turns, and writes the
 * medians.
 */
@Command(
    name = "judge-peers",
    description = "Compares programs that ask a judge, in turns, against the same simulated one.",
    mixinStandardHelpOptions = true)
final class JudgePeers implements Callable<Integer> {

  private static final int CONVERSATIONS = 40_000;

  /** So that the first contestant does not pay for the simulator's own warm-up. */
  private static final int WARM_UP_IN_FLIGHT = 256;

  @Option(names = "--rounds", defaultValue = "5", description = "${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--latency", defaultValue = "50ms", description = "The judge's: ${DEFAULT-VALUE}")
  private String latency = "";

  @Option(names = "--only", split = ",", description = "Parts of names of contestants")
  private List<String> only = List.of();

  @Option(names = "--work", required = true, description = "A folder for archives, homes and logs")
  private Path work = Path.of("");

  @Option(names = "--out", description = "A Markdown file for the table, which is printed anyway")
  private @Nullable Path out;

  @Option(names = "--base", hidden = true, required = true)
  private Path base = Path.of("");

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new JudgePeers()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(work);
    Path archive = work.resolve("archive-%d-8.jsonl".formatted(CONVERSATIONS));
    if (!Files.exists(archive)) {
      SyntheticArchive.write(archive, CONVERSATIONS, 8, 1);
    }
    List<Contestant> contestants =
        Contestants.all(base, work).stream()
            .filter(c -> only.isEmpty() || only.stream().anyMatch(c.name()::contains))
            .toList();
    Map<Entry, List<Contestant.Outcome>> outcomes = new LinkedHashMap<>();
    try (SimulatorProcess simulator =
        SimulatorProcess.start(base, List.of("--latency", latency, "--null-rate", "0"))) {
      Contestants.mark(base)
          .run(simulator, archive, WARM_UP_IN_FLIGHT, work.resolve("warm-up.log"));
      for (int round = 1; round <= rounds; round++) {
        for (Contestant contestant : contestants) {
          for (int inFlight : contestant.inFlight()) {
            Entry entry = new Entry(contestant.name(), inFlight, contestant.evaluations());
            Path log = work.resolve("contestant.log");
            Contestant.Outcome outcome = contestant.run(simulator, archive, inFlight, log);
            outcomes.computeIfAbsent(entry, e -> new ArrayList<>()).add(outcome);
            System.err.printf(
                Locale.ROOT,
                "round %d: %s, %d in flight: %.0f/s, %.2f ms CPU, %d of %d%n",
                round,
                entry.name(),
                inFlight,
                outcome.rate(),
                outcome.cpuMillis(),
                outcome.evaluations(),
                entry.evaluations());
          }
        }
      }
    }
    String table = table(outcomes);
    System.out.print(table);
    if (out != null) {
      Files.writeString(out, table);
    }
    return 0;
  }

  /** One line of the table. */
  private record Entry(String name, int inFlight, int evaluations) {}

  private String table(Map<Entry, List<Contestant.Outcome>> outcomes) {
    StringBuilder table = new StringBuilder();
    table.append("# Asking a judge: Assay and its peers\n\n");
    table.append(
        """
        %s, %s. Judge simulator at %s on the same cores. One yes-or-no question about a conversation of eight messages, one call an evaluation, %d rounds in turns, medians. CPU is that of the asking process, after its warm-up; the simulator's comes on top and is given for each request.

        | | in flight | evaluations/s | CPU ms/evaluation | usable answers | simulator CPU ms/request |
        |---|---|---|---|---|---|
        """
            .formatted(Day.today(), Machine.describe(), latency, rounds));
    outcomes.forEach(
        (entry, all) -> {
          long usable = all.stream().mapToLong(Contestant.Outcome::evaluations).sum();
          long asked = (long) entry.evaluations() * all.size();
          table.append(
              String.format(
                  Locale.ROOT,
                  "| %s | %d | %,.0f | %.2f | %.1f %% | %.2f |%n",
                  entry.name(),
                  entry.inFlight(),
                  median(all, Contestant.Outcome::rate),
                  median(all, Contestant.Outcome::cpuMillis),
                  100.0 * usable / asked,
                  median(all, Contestant.Outcome::simulatorCpuMillis)));
        });
    return table.toString();
  }

  private static double median(
      List<Contestant.Outcome> outcomes, ToDoubleFunction<Contestant.Outcome> value) {
    double[] sorted = outcomes.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
