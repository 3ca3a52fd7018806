package dev.assay.results;

import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.daily.MetricDaily;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Wrote the frozen tables of format version 1, once, with the writer of that version. They are not
 * written again: a later version gets tables and a class of its own.
 *
 * <p>Usage: {@code FrozenTable FOLDER}, which then holds, among others, folders {@code
 * metric_evaluation_result} and {@code metric_daily}.
 */
final class FrozenTable {

  static final String METRIC = "aaaaaaaaaaaaaaaaaaaaaaa4";

  private static final long CONVERSATION = 1_767_312_000_000_000L;
  private static final long MICROS = 1_767_355_200_123_456L;

  private FrozenTable() {}

  public static void main(String[] arguments) throws IOException {
    Warehouse warehouse = Warehouse.at(Path.of(arguments[0]));
    warehouse.createMissing();
    DataFileWriter writer =
        DataFileWriter.open(
            warehouse.path(AssayTable.METRIC_EVALUATION_RESULT),
            AssayTable.METRIC_EVALUATION_RESULT,
            Map.of("metric_id", METRIC, "metric_version", "1"),
            1 << 20);
    writer.write(row(5, CONVERSATION, new Score.CategoricalScore("höflich")).toFields());
    writer.write(row(6, CONVERSATION, new Score.CategoricalScore("kurz")).toFields());
    writer.write(row(7, null, new Score.CategoricalScore("kurz")).toFields());
    new TableAppend(warehouse)
        .commit(
            AssayTable.METRIC_EVALUATION_RESULT,
            List.of(writer.finish()),
            "bbbbbbbbbbbbbbbbbbbbbbbb",
            1);
    new MetricDaily(warehouse, "128MB").update();
  }

  private static ResultRow row(
      int number, @org.jspecify.annotations.Nullable Long at, Score score) {
    return new ResultRow(
        "%024x".formatted(number),
        "org-a",
        new ResultRow.Subject(
            "conversation-" + number, "service-1", "post-session", null, null, at),
        new Evaluation.Scored(score, null, List.of()),
        "0123456789abcdef0123456789abcdef",
        "code",
        "fedcba9876543210fedcba9876543210",
        "bbbbbbbbbbbbbbbbbbbbbbbb",
        null,
        MICROS);
  }
}
