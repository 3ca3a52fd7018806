package dev.assay.results.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.ParquetFileTest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of some rows is what another engine reads of them. */
class ParquetColumnsTest {

  private static final int ROWS = 5000;
  private static final int ROUNDS = 200;

  private static final List<String> NAMES =
      List.of(
          "id",
          "service_id",
          "result_boolean",
          "result_numerical",
          "justification",
          "references",
          "input_tokens",
          "created_at");

  @TempDir private Path root;
  private final Random random = new Random(11);
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(ParquetFileTest.row(i, random));
    }
    Warehouse warehouse = Warehouse.at(root);
    warehouse.createMissing();
    file = Path.of(ParquetFileTest.write(warehouse, rows).path());
  }

  @Test
  void someRowsOfManyRowGroupsAndPagesAreThoseOfAnotherEngine() throws Exception {
    assertReadsWhatIsThere(file);
  }

  @Test
  void aFileThatDoesNotSayWhereItsPagesLieIsReadAsWell() throws Exception {
    Path foreign = root.resolve("foreign.parquet");
    try (var database = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = database.createStatement()) {
      statement.execute(
          "COPY (FROM read_parquet('%s', hive_partitioning = false)) TO '%s' (FORMAT parquet)"
              .formatted(file, foreign));
    }
    assertReadsWhatIsThere(foreign);
  }

  @Test
  void aColumnThatTheFileLacksHasNoValues() throws Exception {
    List<Boolean> seen = new ArrayList<>();
    try (ParquetColumns columns = ParquetColumns.open(file)) {
      columns.read(
          new int[] {3, 4999},
          List.of("nowhere", "id"),
          (position, row) ->
              seen.add(
                  row.isNull(0)
                      && row.text(0) == null
                      && row.texts(0).isEmpty()
                      && row.text(1) != null));
    }
    assertThat(seen).containsExactly(true, true);
  }

  @Test
  void whoHasEnoughReadsNoFurther() throws Exception {
    List<Integer> seen = new ArrayList<>();
    try (ParquetColumns columns = ParquetColumns.open(file)) {
      columns.read(
          List.of("id"),
          (position, row) -> {
            seen.add(position);
            return seen.size() < 2;
          });
    }
    assertThat(seen).containsExactly(0, 1);
  }

  private void assertReadsWhatIsThere(Path from) throws Exception {
    List<String> all = all(from);
    assertThat(all).hasSize(ROWS);
    try (ParquetColumns columns = ParquetColumns.open(from)) {
      for (int round = 0; round < ROUNDS; round++) {
        int[] positions =
            random
                .ints(1 + random.nextInt(40), 0, ROWS)
                .map(p -> p % 2 == 0 ? p : Math.min(p + 40, ROWS - 1))
                .sorted()
                .distinct()
                .toArray();
        List<String> some = new ArrayList<>();
        columns.read(positions, NAMES, (position, row) -> some.add(position + "|" + line(row)));
        assertThat(some)
            .containsExactlyElementsOf(
                Arrays.stream(positions).mapToObj(p -> p + "|" + all.get(p)).toList());
      }
      List<String> whole = new ArrayList<>();
      columns.read(NAMES, (position, row) -> whole.add(line(row)));
      assertThat(whole).containsExactlyElementsOf(all);
      List<String> ids = new ArrayList<>();
      columns.read(List.of("id"), (position, row) -> ids.add(String.valueOf(row.text(0))));
      assertThat(ids)
          .as("when most values are passed over")
          .containsExactlyElementsOf(IntStream.range(0, ROWS).mapToObj("%08d"::formatted).toList());
    }
  }

  private static String line(RowCursor row) {
    return new StringJoiner("|")
        .add(row.text(0))
        .add(row.text(1))
        .add(row.isNull(2) ? "null" : String.valueOf(row.truth(2)))
        .add(row.isNull(3) ? "null" : String.valueOf(row.real(3)))
        .add(row.text(4))
        .add(row.texts(5).toString())
        .add(row.isNull(6) ? "null" : String.valueOf(row.integer(6)))
        .add(String.valueOf(row.number(7)))
        .toString();
  }

  private static List<String> all(Path file) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (var database = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT id, service_id, result_boolean, result_numerical, justification,
                  "references", input_tokens, epoch_us(created_at)
                FROM read_parquet('%s', hive_partitioning = false, file_row_number = true)
                ORDER BY file_row_number"""
                    .formatted(file))) {
      while (rows.next()) {
        StringJoiner line = new StringJoiner("|");
        for (int column = 1; column <= NAMES.size(); column++) {
          line.add(String.valueOf(rows.getObject(column)));
        }
        lines.add(line.toString());
      }
    }
    return lines;
  }
}
