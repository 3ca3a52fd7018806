package dev.assay.installation.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.database.Database;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.Dialect.class)
class IngestionSequenceTest {
  private static final int INGESTIONS = 6;

  @TempDir Path folder = Path.of("");
  @Parameter Database.Dialect dialect = Database.Dialect.SQLITE;

  private @Nullable Database open;

  @BeforeEach
  void open() {
    open = RunDatabase.open(dialect, folder);
    warehouse().createMissing();
  }

  @AfterEach
  void close() {
    database().close();
  }

  @Test
  void noTwoIngestionsHaveOneNumber() throws Exception {
    CyclicBarrier start = new CyclicBarrier(INGESTIONS);
    ExecutorService threads = Executors.newFixedThreadPool(INGESTIONS);
    try {
      List<Future<Long>> numbers = new ArrayList<>();
      for (int i = 0; i < INGESTIONS; i++) {
        numbers.add(
            threads.submit(
                () -> {
                  start.await();
                  return sequence().next();
                }));
      }
      List<Long> got = new ArrayList<>();
      for (Future<Long> number : numbers) {
        got.add(number.get());
      }
      assertThat(got).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
    } finally {
      threads.shutdownNow();
    }
    assertThat(sequence().newest()).as("of what was committed").isZero();
  }

  @Test
  void aNumberIsHigherThanAnyInTheTablesAndThanAnyBefore() throws Exception {
    assertThat(sequence().next()).isEqualTo(1);
    conversationOfIngestion(7);

    assertThat(sequence().newest()).isEqualTo(7);
    assertThat(sequence().next()).isEqualTo(8);
    assertThat(sequence().next()).isEqualTo(9);
  }

  private void conversationOfIngestion(int number) throws Exception {
    Path file = warehouse().path(AssayTable.CONVERSATION).resolve("part-test.parquet");
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute(
          "COPY (SELECT %d::BIGINT AS ingestion_sequence) TO '%s' (FORMAT parquet)"
              .formatted(number, file));
    }
    DataFile data =
        new DataFile(
            file.toString(),
            Files.size(file),
            Files.getLastModifiedTime(file).toMillis(),
            Map.of(),
            1,
            Map.of());
    new TableAppend(warehouse()).commit(AssayTable.CONVERSATION, List.of(data), "test", 1);
  }

  private Database database() {
    return Objects.requireNonNull(open);
  }

  private Warehouse warehouse() {
    return Warehouse.at(folder.resolve("warehouse"));
  }

  private IngestionSequence sequence() {
    return new IngestionSequence(database().dataSource(), warehouse());
  }
}
