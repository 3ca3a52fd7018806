package dev.assay.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A standalone cluster: a master and workers, each on an address of its own, so that Spark takes
 * them for different machines.
 */
final class StandaloneCluster implements AutoCloseable {

  private static final Pattern URL = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern READY = Pattern.compile("(Successfully registered with master)");

  private final Path folder;
  private final SparkProcess master;
  private final List<SparkProcess> workers = new ArrayList<>();
  private final String url;
  private final AtomicInteger commands = new AtomicInteger();

  private StandaloneCluster(Path folder, SparkProcess master) {
    this.folder = folder;
    this.master = master;
    this.url = master.await(URL);
  }

  /**
   * Starts one whose files are in {@code folder}.
   *
   * @param cores that each worker says it has; it has a GiB of memory for each
   */
  static StandaloneCluster start(Path folder, int workers, int cores) {
    StandaloneCluster cluster =
        new StandaloneCluster(
            folder,
            SparkProcess.start(
                folder.resolve("master.txt"),
                "256m",
                Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
                "org.apache.spark.deploy.master.Master",
                List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")));
    IntStream.range(0, workers).forEach(number -> cluster.addWorker(number, cores));
    cluster.workers.forEach(worker -> worker.await(READY));
    return cluster;
  }

  private void addWorker(int number, int cores) {
    String host = "127.0.0." + (2 + number);
    workers.add(
        SparkProcess.start(
            folder.resolve("worker%d.txt".formatted(number)),
            "256m",
            Map.of("SPARK_LOCAL_IP", host, "SPARK_LOCAL_DIRS", local(number).toString()),
            "org.apache.spark.deploy.worker.Worker",
            List.of(
                "--host",
                host,
                "--port",
                "0",
                "--webui-port",
                "0",
                "--cores",
                String.valueOf(cores),
                "--memory",
                cores + "g",
                "--work-dir",
                folder.resolve("work" + number).toString(),
                url)));
  }

  /** Gives each worker a core for itself, and so all that it starts; Linux only. */
  void pin() {
    for (int core = 0; core < workers.size(); core++) {
      String worker = String.valueOf(workers.get(core).pid());
      ProcessBuilder taskset =
          new ProcessBuilder("taskset", "--all-tasks", "--pid", "--cpu-list", core + "", worker);
      try {
        int exitCode = taskset.redirectOutput(Redirect.DISCARD).inheritIO().start().waitFor();
        if (exitCode != 0) {
          throw new IllegalStateException("Cannot pin a worker: taskset ended with " + exitCode);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot pin a worker: install util-linux", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Where workers keep what their executors have shuffled. */
  private Path local(int worker) {
    return folder.resolve("local" + worker);
  }

  /** What {@code --master} is to be. */
  String url() {
    return url;
  }

  /**
   * Starts a command of Assay with spark-submit.
   *
   * @param conf further settings of Spark
   */
  Submitted submit(Map<String, String> conf, List<String> command) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("--master", url, "--class", "dev.assay.cli.Main"));
    words.add(SparkHome.JAR.toString());
    words.addAll(command);
    return Submitted.start(nextFolder(), conf, words);
  }

  /** Starts spark-submit with all its words, the master's address among them. */
  Submitted submitAsWritten(List<String> words) {
    return Submitted.start(nextFolder(), Map.of(), words);
  }

  private Path nextFolder() {
    return folder.resolve("command" + commands.getAndIncrement());
  }

  /** The executors of a command that are running. */
  List<ProcessHandle> executors(Submitted command) {
    return command.application().stream()
        .flatMap(
            application ->
                workers.stream()
                    .flatMap(worker -> worker.children().stream())
                    .filter(process -> isExecutorOf(application, process)))
        .toList();
  }

  private static boolean isExecutorOf(String application, ProcessHandle process) {
    String line = process.info().commandLine().orElse("");
    return line.contains("CoarseGrainedExecutorBackend") && line.contains(application);
  }

  @Override
  public void close() {
    workers.forEach(SparkProcess::close);
    master.close();
  }
}
