package dev.assay.results;

import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows and files of {@code metric_evaluation_result} for tests. */
public final class SampleResults {

  public static final String METRIC = "0123456789abcdef01234567";
  public static final long MICROS = 1_700_000_000_123_456L;

  private SampleResults() {}

  public static @Nullable Object[] row(String id) {
    return row(id, null);
  }

  public static @Nullable Object[] row(String id, @Nullable String replaces) {
    return new ResultRow(
            id,
            "org",
            new ResultRow.Subject("c1", "s1", "post-session", null),
            new Evaluation.Scored(new Score.BooleanScore(true), null, List.of("a", "b")),
            "hash",
            "code",
            "print",
            "run",
            replaces,
            MICROS)
        .toFields();
  }

  public static DataFile file(Warehouse warehouse, String metric, List<@Nullable Object[]> rows)
      throws IOException {
    DataFileWriter writer =
        DataFileWriter.open(
            warehouse.path(AssayTable.METRIC_EVALUATION_RESULT),
            AssayTable.METRIC_EVALUATION_RESULT,
            Map.of("metric_id", metric, "metric_version", "3"),
            1 << 20);
    for (@Nullable Object[] row : rows) {
      writer.write(row);
    }
    return writer.finish();
  }

  /** Commits one file with one row. */
  public static boolean append(Warehouse warehouse, String application, long number, String id)
      throws IOException {
    DataFile file = file(warehouse, METRIC, List.<@Nullable Object[]>of(row(id)));
    return new TableAppend(warehouse)
        .commit(AssayTable.METRIC_EVALUATION_RESULT, List.of(file), application, number);
  }
}
