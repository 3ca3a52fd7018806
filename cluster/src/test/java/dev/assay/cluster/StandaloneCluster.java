package dev.assay.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A standalone cluster: a master and two workers of one core, each on an address of its own, so
 * that Spark takes them for two machines.
 */
final class StandaloneCluster implements AutoCloseable {

  private static final Pattern URL = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern READY = Pattern.compile("(Successfully registered with master)");
  private static final int WORKERS = 2;

  private final Path folder;
  private final SparkProcess master;
  private final List<SparkProcess> workers = new ArrayList<>();
  private final String url;
  private int commands;

  private StandaloneCluster(Path folder, SparkProcess master) {
    this.folder = folder;
    this.master = master;
    this.url = master.await(URL);
  }

  /** Starts one whose files are in {@code folder}. */
  static StandaloneCluster start(Path folder) {
    StandaloneCluster cluster =
        new StandaloneCluster(
            folder,
            SparkProcess.start(
                folder.resolve("master.txt"),
                "256m",
                Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
                "org.apache.spark.deploy.master.Master",
                List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")));
    IntStream.range(0, WORKERS).forEach(cluster::addWorker);
    cluster.workers.forEach(worker -> worker.await(READY));
    return cluster;
  }

  private void addWorker(int number) {
    String host = "127.0.0." + (2 + number);
    workers.add(
        SparkProcess.start(
            folder.resolve("worker%d.txt".formatted(number)),
            "256m",
            Map.of(
                "SPARK_LOCAL_IP",
                host,
                "SPARK_LOCAL_DIRS",
                folder.resolve("local" + number).toString()),
            "org.apache.spark.deploy.worker.Worker",
            List.of(
                "--host",
                host,
                "--port",
                "0",
                "--webui-port",
                "0",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                folder.resolve("work" + number).toString(),
                url)));
  }

  /**
   * Starts a command of Assay with spark-submit.
   *
   * @param conf further settings of Spark
   */
  Submitted submit(Map<String, String> conf, List<String> command) {
    return Submitted.start(folder.resolve("command" + commands++), url, conf, command);
  }

  /** The executors that are running. */
  List<ProcessHandle> executors() {
    return workers.stream()
        .flatMap(worker -> worker.children().stream())
        .filter(
            process ->
                process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  @Override
  public void close() {
    workers.forEach(SparkProcess::close);
    master.close();
  }
}
