package dev.assay.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.daily.MetricDaily;
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
  private static final String TIME = "2026-01-02T12:00:00.123456Z";

  @TempDir Path root;

  @Test
  void versionOneIsReadAsItWasWritten() throws Exception {
    Warehouse warehouse = thawed("metric_evaluation_result-v1");

    assertThat(Answers.of(warehouse, "SELECT * FROM metric_evaluation_result ORDER BY id"))
        .containsExactly(
            row(
                "1",
                FrozenTable.APOLOGISED + "|1|conversation-1|service-1|manual|true|true|null|null",
                "Said “sorry” twice.|[m2, m4]|i2|org-a|user-1|null|null|null",
                "judge",
                "1200|35|4.2E-4",
                "000000000000000000000000"),
            row(
                "2",
                FrozenTable.DURATION + "|2|conversation-2|null|simulation|true|null|-12.5|null",
                "null|[]|null|null|null|set-1|test-1|3",
                "code",
                "null|null|null",
                "null"),
            row(
                "3",
                FrozenTable.ENDING
                    + "|1|conversation-3|service-1|post-session|true|null|null|höflich, 丁寧",
                "null|[m1]|null|null|null|null|null|null",
                "code",
                "null|null|null",
                "null"),
            row(
                "4",
                FrozenTable.ENDING
                    + "|1|conversation-4|service-1|post-session|false|null|null|null",
                "null|[]|null|null|null|null|null|null",
                "code",
                "null|null|null",
                "null"));
  }

  @Test
  void versionOneCanStillBeAppendedTo() throws Exception {
    Warehouse warehouse = thawed("metric_evaluation_result-v1");

    SampleResults.append(warehouse, "today", 1, "r1");

    assertThat(Answers.of(warehouse, "SELECT count(*) FROM current_result")).containsExactly("5");
  }

  @Test
  void openingVersionOneAddsTheColumnsThatCameLater() throws Exception {
    Warehouse warehouse = thawed("metric_evaluation_result-v1");
    assertThat(columns(warehouse)).doesNotContain("conversation_at");

    warehouse.createMissing();
    warehouse.createMissing();
    SampleResults.append(warehouse, "today", 1, "r1");
    new MetricDaily(warehouse, "128MB").update();

    assertThat(columns(warehouse))
        .isEqualTo(AssayTable.METRIC_EVALUATION_RESULT.schema().fieldNames());
    assertThat(version(warehouse)).as("one commit for the column, and one row").isEqualTo(3);
    assertThat(Answers.of(warehouse, "SELECT count(*) FROM current_result")).containsExactly("5");
    assertThat(
            Answers.of(
                warehouse,
                "SELECT day, sum(scored), sum(not_applicable) FROM metric_daily GROUP BY ALL ORDER BY 1"))
        .containsExactly("2023-11-14|1|0", "2026-01-02|3|1");
  }

  @Test
  void versionTwoIsReadAsItWasWritten() throws Exception {
    Warehouse warehouse = thawed("metric_evaluation_result-v2", "metric_daily-v2");

    assertThat(
            Answers.of(
                warehouse,
                """
                SELECT id[24:], metric_id, result_categorical, conversation_at
                FROM current_result ORDER BY id"""))
        .containsExactly(
            "5|" + FrozenTableTwo.METRIC + "|höflich|2026-01-02T00:00Z",
            "6|" + FrozenTableTwo.METRIC + "|kurz|2026-01-02T00:00Z",
            "7|" + FrozenTableTwo.METRIC + "|kurz|null");
    assertThat(
            Answers.of(
                warehouse,
                """
                SELECT org_id, metric_id, metric_version, service_id, source_type, evaluator,
                  evaluator_fingerprint, day, scored, not_applicable, failed, result_sum,
                  list_transform(value_counts, lambda v: v.value || ' ' || v.count)
                FROM metric_daily"""))
        .containsExactly(
            "org-a|"
                + FrozenTableTwo.METRIC
                + "|1|service-1|post-session|code|fedcba9876543210fedcba9876543210|2026-01-02|3|0|0"
                + "|null|[höflich 1, kurz 2]");
  }

  private static List<String> columns(Warehouse warehouse) {
    return warehouse
        .newest(AssayTable.METRIC_EVALUATION_RESULT)
        .orElseThrow()
        .getSchema()
        .fieldNames();
  }

  private static long version(Warehouse warehouse) {
    return warehouse.newest(AssayTable.METRIC_EVALUATION_RESULT).orElseThrow().getVersion();
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

  private static String row(
      String id, String start, String middle, String evaluator, String spent, String replaces) {
    return String.join(
        "|",
        "00000000000000000000000" + id,
        "org-a",
        start,
        middle,
        "0123456789abcdef0123456789abcdef",
        evaluator,
        "fedcba9876543210fedcba9876543210",
        spent,
        "bbbbbbbbbbbbbbbbbbbbbbbb",
        replaces,
        TIME,
        TIME,
        "null");
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
