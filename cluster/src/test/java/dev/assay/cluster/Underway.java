package dev.assay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Commands that run on a cluster at once, and are killed there. */
final class Underway implements AutoCloseable {

  /** An executor for each, so that they fit beside one another. */
  private static final Map<String, String> ONE_CORE = Map.of("spark.cores.max", "1");

  private final StandaloneCluster cluster;
  private final List<List<String>> commands;
  private final List<Submitted> submitted = new ArrayList<>();

  /** Starts the commands. */
  Underway(StandaloneCluster cluster, List<List<String>> commands) {
    this.cluster = cluster;
    this.commands = commands;
    commands.forEach(command -> submitted.add(cluster.submit(ONE_CORE, command)));
  }

  /** Waits until something is so while commands run, which they must do until then. */
  void await(BooleanSupplier isSo) {
    Waiting.until(() -> isSo.getAsBoolean() || running().isEmpty(), this::said);
    assertThat(running()).as("commands that run, of\n%s", said()).isNotEmpty();
  }

  /** Kills an executor, as soon as there is one. */
  void killExecutor(Random random) {
    await(() -> !executors().isEmpty());
    List<ProcessHandle> all = executors();
    ProcessHandle killed = all.get(random.nextInt(all.size()));
    System.out.printf("killing executor %d of %d%n", all.indexOf(killed) + 1, all.size());
    killed.destroyForcibly();
  }

  /** Kills the driver of a command, and starts the command again. */
  void killDriver(Random random) {
    List<Integer> all = running();
    int number = all.get(random.nextInt(all.size()));
    System.out.printf("killing the driver of %s%n", commands.get(number));
    submitted.get(number).close();
    submitted.set(number, cluster.submit(ONE_CORE, commands.get(number)));
  }

  /** Waits until all have done what they were to do. */
  void succeed() {
    for (Submitted command : submitted) {
      assertThat(command.process().exitCode()).as(command.process().said()).isZero();
    }
  }

  private List<Integer> running() {
    List<Integer> running = new ArrayList<>();
    for (int number = 0; number < submitted.size(); number++) {
      if (submitted.get(number).process().isAlive()) {
        running.add(number);
      }
    }
    return running;
  }

  private List<ProcessHandle> executors() {
    return running().stream()
        .flatMap(number -> cluster.executors(submitted.get(number)).stream())
        .toList();
  }

  private String said() {
    return submitted.stream()
        .map(command -> command.process().said())
        .collect(Collectors.joining("\n\n"));
  }

  @Override
  public void close() {
    submitted.forEach(Submitted::close);
  }
}
