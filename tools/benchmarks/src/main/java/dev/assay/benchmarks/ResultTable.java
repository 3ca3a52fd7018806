package dev.assay.benchmarks;

import dev.assay.archive.Simulation;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.results.AssayTable;
import dev.assay.results.ResultRow;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A table of results as many nights leave it: one file and metric a night, each night over
 * conversations of its own, in five waves. Half of the metrics have got a second version halfway. A
 * tenth of the conversations is simulated. In the last night's files a few rows replace older ones.
 * The same numbers always make the same rows.
 *
 * @param rows about how many
 * @param files how many
 */
record ResultTable(long rows, int files) {

  static final int METRICS = 20;
  static final String ORG = "default";

  /** The first night. */
  static final Instant BEGIN = Instant.parse("2026-01-01T02:00:00Z");

  private static final int WAVES = 5;
  private static final int SIMULATED = 10;
  private static final int REPLACING = 5;
  private static final long ROW_GROUP_BYTES = 32 << 20;
  private static final String REASON = "The agent named the order, said what happens next and ";

  int nights() {
    return files / METRICS;
  }

  /** How many files it really has: as many for each night. */
  int fileCount() {
    return nights() * METRICS;
  }

  int conversationsANight() {
    return (int) (rows / files);
  }

  /** Writes the table, a commit a night. */
  void write(Warehouse warehouse) {
    warehouse.createMissing();
    TableAppend append = new TableAppend(warehouse);
    for (int night = 0; night < nights(); night++) {
      int tonight = night;
      List<DataFile> written =
          IntStream.range(0, METRICS)
              .parallel()
              .mapToObj(metric -> file(warehouse, tonight, metric))
              .toList();
      append.commit(AssayTable.METRIC_EVALUATION_RESULT, written, "benchmark", night + 1L);
    }
  }

  static String metricId(int metric) {
    return id('a', metric, 0, 0);
  }

  String conversationId(int night, int conversation) {
    return id('c', 0, night, conversation);
  }

  /** When a night's first results were made. */
  static Instant night(int night) {
    return BEGIN.plus(night, ChronoUnit.DAYS);
  }

  private int version(int night, int metric) {
    return metric % 2 == 0 && night >= nights() / 2 ? 2 : 1;
  }

  private DataFile file(Warehouse warehouse, int night, int metric) {
    Map<String, String> partition =
        Map.of(
            "metric_id", metricId(metric),
            "metric_version", String.valueOf(version(night, metric)));
    try {
      DataFileWriter writer =
          DataFileWriter.open(
              warehouse.path(AssayTable.METRIC_EVALUATION_RESULT),
              AssayTable.METRIC_EVALUATION_RESULT,
              partition,
              ROW_GROUP_BYTES);
      for (int conversation = 0; conversation < conversationsANight(); conversation++) {
        writer.write(row(night, metric, conversation).toFields());
      }
      return writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the table of the benchmark", e);
    }
  }

  private ResultRow row(int night, int metric, int conversation) {
    boolean simulated = conversation % SIMULATED == 0;
    long seconds = 60L * (conversation * WAVES / conversationsANight());
    boolean replaces = night == nights() - 1 && night > 0 && conversation < REPLACING;
    return new ResultRow(
        id('b', metric, night, conversation),
        ORG,
        new ResultRow.Subject(
            conversationId(night, conversation),
            "service-" + conversation % 7,
            simulated ? "simulation" : "post-session",
            simulated
                ? new Simulation(
                    id('d', 0, night, conversation / 1000), id('e', 0, 0, conversation % 1000), 1)
                : null),
        new Evaluation.Scored(
            score(metric, conversation),
            metric % 2 == 0 ? REASON + "closed case " + conversation : null,
            List.of(id('f', 0, night, conversation))),
        "hash",
        "code",
        "0123456789abcdef0123456789abcdef",
        "run-" + night,
        replaces ? id('b', metric, night - 1, conversation) : null,
        night(night).plusSeconds(seconds).toEpochMilli() * 1000);
  }

  private static Score score(int metric, int conversation) {
    return switch (metric % 3) {
      case 0 -> new Score.BooleanScore(conversation % 3 == 0);
      case 1 -> new Score.NumericalScore(conversation % 101);
      default -> new Score.CategoricalScore("category-" + conversation % 5);
    };
  }

  /** 24 hex without order, as hashes are. */
  private static String id(char kind, int metric, int night, int number) {
    long seed = ((long) kind << 56) ^ ((long) metric << 44) ^ ((long) night << 28) ^ number;
    long high = mixed(seed);
    return "%016x%08x".formatted(high, (int) mixed(high ^ seed));
  }

  /** SplitMix64's finalizer. */
  private static long mixed(long seed) {
    long z = seed + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
