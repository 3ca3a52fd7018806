package dev.assay.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A command that runs on a cluster.
 *
 * @param process spark-submit with the driver in it
 * @param events the folder of Spark's event log
 */
record Submitted(SparkProcess process, Path events) implements AutoCloseable {

  private static final Map<String, String> USUAL =
      Map.ofEntries(
          Map.entry("spark.cores.max", "2"),
          Map.entry("spark.executor.memory", "640m"),
          Map.entry("spark.eventLog.enabled", "true"),
          Map.entry("spark.eventLog.rolling.enabled", "false"),
          Map.entry("spark.eventLog.compress", "false"),
          Map.entry("spark.ui.enabled", "false"),
          // Generating and compiling code would cost more than these rows do without it.
          Map.entry("spark.sql.codegen.wholeStage", "false"),
          Map.entry("spark.sql.codegen.factoryMode", "NO_CODEGEN"),
          Map.entry("spark.sql.shuffle.partitions", "2"),
          Map.entry("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));

  /**
   * Starts spark-submit.
   *
   * @param folder for what it prints and logs
   * @param conf further settings of Spark
   * @param words that follow {@code spark-submit} where a command is written down
   */
  static Submitted start(Path folder, Map<String, String> conf, List<String> words) {
    Path events = folder.resolve("events");
    Map<String, String> all = new HashMap<>(USUAL);
    all.put("spark.eventLog.dir", events.toUri().toString());
    all.putAll(conf);
    List<String> arguments = new ArrayList<>();
    all.forEach((name, value) -> arguments.addAll(List.of("--conf", name + "=" + value)));
    arguments.addAll(words);
    try {
      Files.createDirectories(events);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SparkProcess process =
        SparkProcess.start(
            folder.resolve("output.txt"),
            "1g",
            Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
            "org.apache.spark.deploy.SparkSubmit",
            arguments);
    return new Submitted(process, events);
  }

  /** The events of a kind, such as {@code TaskStart}, that Spark has logged so far. */
  List<JsonNode> events(String kind) {
    ObjectMapper json = new ObjectMapper();
    try (Stream<String> lines = Files.lines(log().orElseThrow())) {
      return lines
          .filter(line -> line.startsWith("{\"Event\":\"SparkListener" + kind + "\""))
          .filter(line -> line.endsWith("}"))
          .map(line -> read(json, line))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name that the cluster has for it, once Spark has started in it. */
  Optional<String> application() {
    return log().map(file -> file.getFileName().toString().replace(".inprogress", ""));
  }

  /** Spark's event log, which bears the name of the application. */
  private Optional<Path> log() {
    try (Stream<Path> files = Files.list(events)) {
      return files.filter(Files::isRegularFile).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(ObjectMapper json, String line) {
    try {
      return json.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
