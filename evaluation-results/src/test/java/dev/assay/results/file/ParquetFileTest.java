package dev.assay.results.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.results.Answers;
import dev.assay.results.AssayTable;
import dev.assay.results.ResultRow;
import dev.assay.results.SampleResults;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into files of many row groups comes out of them, through an engine of others. */
public class ParquetFileTest {

  private static final int ROWS = 20_000;
  private static final int SMALL_ROW_GROUP = 64 * 1024;

  @TempDir Path root;

  @Test
  void rowsOfManyRowGroupsAreReadBackAsTheyWereWritten() throws Exception {
    Random random = new Random(7);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(row(i, random));
    }
    Warehouse warehouse = Warehouse.at(root);
    warehouse.createMissing();
    DataFile file = write(warehouse, rows);
    new TableAppend(warehouse)
        .commit(AssayTable.METRIC_EVALUATION_RESULT, List.of(file), "test", 1);

    List<String> read =
        Answers.of(
            warehouse,
            """
            SELECT id, service_id, is_applicable, result_boolean, result_numerical,
              result_categorical, justification, "references", run_index, input_tokens, cost,
              replaces, epoch_us(created_at)
            FROM metric_evaluation_result ORDER BY id""");

    assertThat(read).containsExactlyElementsOf(rows.stream().map(ParquetFileTest::line).toList());
    assertThat(
            Answers.of(
                warehouse,
                "SELECT count(DISTINCT row_group_id) > 5 FROM parquet_metadata('%s')"
                    .formatted(file.path())))
        .containsExactly("true");
  }

  /** Some columns repeat, some are null, some never repeat, and one outgrows its dictionary. */
  public static @Nullable Object[] row(int number, Random random) {
    Evaluation evaluation =
        switch (random.nextInt(4)) {
          case 0 -> new Evaluation.NotApplicable(null, List.of());
          case 1 ->
              new Evaluation.Scored(
                  new Score.NumericalScore(random.nextDouble()),
                  "because " + "x".repeat(random.nextInt(200)) + number,
                  List.of("m" + random.nextInt(9)));
          case 2 ->
              new Evaluation.Scored(
                  new Score.CategoricalScore("category " + random.nextInt(3)),
                  null,
                  List.of("a", "zürich", "c"));
          default ->
              new Evaluation.Scored(new Score.BooleanScore(random.nextBoolean()), null, List.of());
        };
    return new ResultRow(
            "%08d".formatted(number),
            "org",
            new ResultRow.Subject(
                "conversation " + number,
                random.nextInt(5) == 0 ? null : "service " + random.nextInt(4),
                "post-session",
                null),
            evaluation,
            "hash " + number,
            "code",
            "print",
            "run",
            random.nextInt(10) == 0 ? "r" + number : null,
            SampleResults.MICROS + number / 100)
        .toFields();
  }

  public static DataFile write(Warehouse warehouse, List<@Nullable Object[]> rows)
      throws IOException {
    DataFileWriter writer =
        DataFileWriter.open(
            warehouse.path(AssayTable.METRIC_EVALUATION_RESULT),
            AssayTable.METRIC_EVALUATION_RESULT,
            Map.of("metric_id", SampleResults.METRIC, "metric_version", "3"),
            SMALL_ROW_GROUP);
    for (@Nullable Object[] row : rows) {
      writer.write(row);
    }
    return writer.finish();
  }

  private static String line(@Nullable Object[] row) {
    StringJoiner line = new StringJoiner("|");
    for (int column : List.of(0, 3, 5, 6, 7, 8, 9, 10, 16, 20, 22, 24, 25)) {
      Object value = row[column];
      line.add(
          value instanceof List<?> list ? Arrays.toString(list.toArray()) : String.valueOf(value));
    }
    return line.toString();
  }
}
