package dev.assay.results.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.results.AssayTable;
import dev.assay.results.ResultRow;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import dev.assay.results.query.WarehouseSql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableAppendTest {

  private static final long MICROS = 1_700_000_000_123_456L;

  @TempDir Path root;

  @Test
  void anAppendedResultIsReadBackAsItWasWritten() throws Exception {
    Warehouse warehouse = Warehouse.at(root);
    warehouse.createMissing();
    DataFile file = file(warehouse, row("r1", null));

    assertThat(append(warehouse, file, 0)).isTrue();

    try (WarehouseSql sql = WarehouseSql.open(warehouse, "256MB")) {
      assertThat(
              query(
                  sql,
                  "SELECT metric_id, metric_version, result_boolean, \"references\","
                      + " created_at, epoch_us(created_at) FROM current_result"))
          .isEqualTo("m1|3|true|[a, b]|2023-11-14T22:13:20.123456Z|1700000000123456");
    }
  }

  @Test
  void aTransactionNumberIsCommittedOnce() throws Exception {
    Warehouse warehouse = Warehouse.at(root);
    warehouse.createMissing();
    append(warehouse, file(warehouse, row("r1", null)), 5);

    assertThat(append(warehouse, file(warehouse, row("r2", null)), 5)).isFalse();

    try (WarehouseSql sql = WarehouseSql.open(warehouse, "256MB")) {
      assertThat(query(sql, "SELECT id FROM metric_evaluation_result")).isEqualTo("r1");
    }
  }

  @Test
  void aSupersededResultIsHiddenFromCurrentResult() throws Exception {
    Warehouse warehouse = Warehouse.at(root);
    warehouse.createMissing();
    append(warehouse, file(warehouse, row("r1", null)), 0);
    append(warehouse, file(warehouse, row("r2", "r1")), 1);

    try (WarehouseSql sql = WarehouseSql.open(warehouse, "256MB")) {
      assertThat(query(sql, "SELECT id FROM current_result")).isEqualTo("r2");
      assertThat(query(sql, "SELECT count(*) FROM metric_evaluation_result")).isEqualTo("2");
    }
  }

  @Test
  void aFileIsNamedRelativeToItsTableSoThatOtherEnginesRemoveItAndTheFolderCanMove()
      throws Exception {
    Warehouse here = Warehouse.at(root.resolve("here"));
    here.createMissing();
    append(here, file(here, row("r1", null)), 0);

    Files.move(here.root(), root.resolve("there"));

    try (WarehouseSql sql = WarehouseSql.open(Warehouse.at(root.resolve("there")), "256MB")) {
      assertThat(query(sql, "SELECT id FROM metric_evaluation_result")).isEqualTo("r1");
    }
  }

  private static boolean append(Warehouse warehouse, DataFile file, long number) {
    return new TableAppend(warehouse)
        .commit(AssayTable.METRIC_EVALUATION_RESULT, List.of(file), "test", number);
  }

  private static DataFile file(Warehouse warehouse, @Nullable Object[] row) throws Exception {
    DataFileWriter writer =
        DataFileWriter.open(
            warehouse.path(AssayTable.METRIC_EVALUATION_RESULT),
            AssayTable.METRIC_EVALUATION_RESULT,
            Map.of("metric_id", "m1", "metric_version", "3"),
            1 << 20);
    writer.write(row);
    return writer.finish();
  }

  private static @Nullable Object[] row(String id, @Nullable String replaces) {
    return new ResultRow(
            id,
            "org",
            new ResultRow.Subject("c1", "s1", "post-session", null),
            new dev.assay.evaluators.Evaluation.Scored(
                new dev.assay.evaluators.Score.BooleanScore(true), null, List.of("a", "b")),
            "hash",
            "code",
            "print",
            "run",
            replaces,
            MICROS)
        .toFields();
  }

  private static String query(WarehouseSql sql, String text) throws SQLException {
    try (Statement statement = sql.connection().createStatement();
        ResultSet rows = statement.executeQuery(text)) {
      StringBuilder out = new StringBuilder();
      while (rows.next()) {
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          out.append(i == 1 ? (out.isEmpty() ? "" : "\n") : "|").append(rows.getObject(i));
        }
      }
      return out.toString();
    }
  }
}
