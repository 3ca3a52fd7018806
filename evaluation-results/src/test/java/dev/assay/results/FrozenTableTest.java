package dev.assay.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Today's reader on tables that earlier versions wrote. */
class FrozenTableTest {

  private static final Path FROZEN = Path.of("src/test/resources/frozen");

  @TempDir Path root;

  @Test
  void versionOneCanStillBeAppendedTo() throws Exception {
    Warehouse warehouse = thawed("metric_evaluation_result-v1");

    SampleResults.append(warehouse, "today", 1, "r1");

    assertThat(Answers.of(warehouse, "SELECT count(*) FROM current_result")).containsExactly("4");
  }

  @Test
  void versionOneIsReadAsItWasWritten() throws Exception {
    Warehouse warehouse = thawed("metric_evaluation_result-v1", "metric_daily-v1");

    assertThat(
            Answers.of(
                warehouse,
                """
                SELECT id[24:], metric_id, result_categorical, conversation_at
                FROM current_result ORDER BY id"""))
        .containsExactly(
            "5|" + FrozenTable.METRIC + "|höflich|2026-01-02T00:00Z",
            "6|" + FrozenTable.METRIC + "|kurz|2026-01-02T00:00Z",
            "7|" + FrozenTable.METRIC + "|kurz|null");
    assertThat(
            Answers.of(
                warehouse,
                """
                SELECT org_id, metric_id, metric_version, service_id, source_type, evaluator,
                  evaluator_fingerprint, day, scored, not_applicable, failed, result_sum,
                  list_transform(value_counts, lambda v: v.value || ' ' || v.count)
                FROM metric_daily ORDER BY day"""))
        .containsExactly(
            "org-a|"
                + FrozenTable.METRIC
                + "|1|service-1|post-session|code|fedcba9876543210fedcba9876543210|2026-01-02|2|0|0"
                + "|null|[höflich 1, kurz 1]",
            "org-a|"
                + FrozenTable.METRIC
                + "|1|service-1|post-session|code|fedcba9876543210fedcba9876543210|null|1|0|0"
                + "|null|[kurz 1]");
  }

  @Test
  void aColumnThatAnOldFileLacksIsNull() throws Exception {
    Warehouse warehouse = Warehouse.at(root);
    warehouse.createMissing();
    DataFile old = fileWithout(warehouse, "cost, input_tokens");
    DataFile today =
        SampleResults.file(
            warehouse, SampleResults.METRIC, List.<@Nullable Object[]>of(SampleResults.row("r1")));

    new TableAppend(warehouse)
        .commit(AssayTable.METRIC_EVALUATION_RESULT, List.of(old, today), "test", 1);

    assertThat(
            Answers.of(
                warehouse,
                "SELECT id, cost, input_tokens, metric_id FROM current_result ORDER BY id"))
        .containsExactly(
            "old|null|null|" + SampleResults.METRIC, "r1|null|null|" + SampleResults.METRIC);
  }

  /** A file of the table in which the columns are missing that came later. */
  private DataFile fileWithout(Warehouse warehouse, String columns) throws Exception {
    Path whole =
        Path.of(
            SampleResults.file(
                    warehouse,
                    SampleResults.METRIC,
                    List.<@Nullable Object[]>of(SampleResults.row("old")))
                .path());
    Path old = whole.resolveSibling("old.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT * EXCLUDE (%s) FROM read_parquet('%s', hive_partitioning = false)) TO '%s'"
              .formatted(columns, whole, old));
    }
    return new DataFile(
        old.toString(),
        Files.size(old),
        0,
        Map.of("metric_id", SampleResults.METRIC, "metric_version", "3"),
        1,
        Map.of());
  }

  private Warehouse thawed(String... names) throws IOException {
    for (String name : names) {
      Path table = root.resolve(name.substring(0, name.indexOf('-')));
      try (Stream<Path> files = Files.walk(FROZEN.resolve(name))) {
        for (Path file : files.toList()) {
          Files.copy(file, table.resolve(FROZEN.resolve(name).relativize(file).toString()));
        }
      }
    }
    return Warehouse.at(root);
  }
}
