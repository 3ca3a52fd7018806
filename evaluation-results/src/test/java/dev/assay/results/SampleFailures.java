package dev.assay.results;

import dev.assay.evaluators.Evaluation;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of {@code metric_evaluation_failure} for tests. */
public final class SampleFailures {

  private SampleFailures() {}

  /** Commits one file with these rows. */
  public static void append(Warehouse warehouse, long number, List<FailureRow> rows)
      throws IOException {
    DataFileWriter writer =
        DataFileWriter.open(
            warehouse.path(AssayTable.METRIC_EVALUATION_FAILURE),
            AssayTable.METRIC_EVALUATION_FAILURE,
            Map.of(),
            1 << 20);
    for (FailureRow row : rows) {
      writer.write(row.toFields());
    }
    new TableAppend(warehouse)
        .commit(AssayTable.METRIC_EVALUATION_FAILURE, List.of(writer.finish()), "failures", number);
  }

  public static FailureRow row(
      String id, String metric, String conversation, int attempt, @Nullable Long at, long created) {
    return new FailureRow(
        id,
        "org",
        metric,
        1,
        new ResultRow.Subject(conversation, "s1", "post-session", null, null, at),
        new Evaluation.Failed("unreachable", "No answer"),
        attempt,
        "hash",
        "code",
        "print",
        "run",
        created);
  }
}
