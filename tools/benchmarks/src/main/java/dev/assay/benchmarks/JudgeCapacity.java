package dev.assay.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How near a run comes to what the judge's latency allows, and what it costs on top. */
@Command(
    name = "judge-capacity",
    description = "Compares the rate of a judged run with the ideal for its calls in flight.",
    mixinStandardHelpOptions = true)
final class JudgeCapacity implements Callable<Integer> {

  private static final int TASKS = 2;

  @Option(
      names = "--calls-a-place",
      defaultValue = "300",
      description =
          "Calls, for each that is in flight: so many that beginning and end weigh little;"
              + " ${DEFAULT-VALUE}")
  private int callsAPlace;

  @Option(
      names = "--warm-up",
      defaultValue = "10000",
      description = "Calls before those, in which Java compiles; ${DEFAULT-VALUE}")
  private int warmUp;

  @Option(names = "--rounds", defaultValue = "3", description = "${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--latency-ms", defaultValue = "300", description = "${DEFAULT-VALUE}")
  private int latencyMillis;

  @Option(
      names = "--in-flight-a-task",
      split = ",",
      defaultValue = "64,256",
      description = "${DEFAULT-VALUE}")
  private List<Integer> inFlightATask = List.of();

  @Option(names = "--work", required = true, description = "A folder for archives, homes and logs")
  private Path work = Path.of("");

  @Option(names = "--out", description = "A Markdown file for the table, which is printed anyway")
  private @Nullable Path out;

  @Option(names = "--base", hidden = true, required = true)
  private Path base = Path.of("");

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new JudgeCapacity()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(work);
    int most = inFlightATask.stream().mapToInt(n -> n).max().orElseThrow() * TASKS;
    int conversations = most * callsAPlace + warmUp;
    Path archive = work.resolve("archive-%d-8.jsonl".formatted(conversations));
    if (!Files.exists(archive)) {
      SyntheticArchive.write(archive, conversations, 8, 1);
    }
    StringBuilder table = new StringBuilder();
    table.append(
        """
        # What a judged run can do

        %s, %s. Judge simulator at %d ms on the same cores, local[%d], one metric a call; %d rounds, %d calls for each in flight after a warm-up of %,d. The ideal is calls in flight / latency.

        | | round | in flight a task | evaluations/s | of the ideal | CPU ms/evaluation | simulator CPU ms/request | simulator's share of all CPU |
        |---|---|---|---|---|---|---|---|
        """
            .formatted(
                Day.today(),
                Machine.describe(),
                latencyMillis,
                TASKS,
                rounds,
                callsAPlace,
                warmUp));
    try (SimulatorProcess simulator =
        SimulatorProcess.start(
            base, List.of("--latency", latencyMillis + "ms", "--null-rate", "0"))) {
      Contestants.mark(base).run(simulator, archive, most, work.resolve("warm-up.log"));
      for (int round = 1; round <= rounds; round++) {
        for (int each : inFlightATask) {
          for (Contestant contestant : contestants(each * TASKS * callsAPlace)) {
            Contestant.Outcome outcome =
                contestant.run(simulator, archive, each * TASKS, work.resolve("contestant.log"));
            table.append(line(contestant.name(), round, each, outcome));
            System.err.print(line(contestant.name(), round, each, outcome));
          }
        }
      }
    }
    System.out.print(table);
    if (out != null) {
      Files.writeString(out, table);
    }
    return 0;
  }

  private List<Contestant> contestants(int evaluations) {
    List<Contestant> contestants = new ArrayList<>();
    for (Contestant contestant : Contestants.ours(base, work)) {
      List<String> command = new ArrayList<>(contestant.command());
      command.addAll(List.of("--warm-up", Integer.toString(warmUp)));
      contestants.add(new Contestant(contestant.name(), command, evaluations, List.of()));
    }
    return contestants;
  }

  private String line(String name, int round, int inFlightATask, Contestant.Outcome outcome) {
    double ideal = inFlightATask * TASKS * 1e3 / latencyMillis;
    double simulator = outcome.simulatorCpuMillis();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %,.0f | %.1f %% | %.2f | %.3f | %.0f %% |%n",
        name,
        round,
        inFlightATask,
        outcome.rate(),
        100 * outcome.rate() / ideal,
        outcome.cpuMillis(),
        simulator,
        100 * simulator / (simulator + outcome.cpuMillis()));
  }
}
