package dev.assay.tests.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.fixture.SharedSpark;
import dev.assay.jobs.maintain.Maintenance;
import dev.assay.jobs.task.LocalTasks;
import dev.assay.jobs.task.TaskRunner;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.daily.MetricDaily;
import dev.assay.results.query.WarehouseSql;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever was appended, replaced, failed, maintained and cut short, in whatever order: after each
 * update the days' counts are those of all results and failures, counted anew by other means.
 */
@SuppressWarnings("NullAway.Init") // made anew by each walk
class DailyWalksTest {
  private static final int STEPS = Integer.getInteger("assay.daily.steps", 6);

  private static final String COUNTED =
      """
      SELECT metric_id[1:1], metric_version, org_id, service_id, source_type,
        evaluator_fingerprint, day, scored, not_applicable, failed, result_sum, result_sum_squares,
        result_min, result_max,
        '{' || array_to_string(list_transform(value_counts, lambda v: v.value || '=' || v.count), ', ')
          || '}'
      FROM metric_daily""";

  @TempDir private Path folder;
  private Warehouse warehouse;
  private DailyHistory history;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("assay.daily.seeds", 1));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void daysAreAlwaysWhatCountingAllAnewGives(long seed) throws Exception {
    Random random = new Random(seed);
    warehouse = Warehouse.at(folder);
    warehouse.createMissing();
    history = new DailyHistory(warehouse, random);
    for (int step = 0; step < STEPS; step++) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        history.append();
      }
      String what = update(random, step);
      assertThat(counted()).as("step %d, %s", step, what).isEqualTo(history.counted());
    }
    forget();
    new MetricDaily(warehouse, "128MB").update();
    assertThat(counted()).as("from scratch").isEqualTo(history.counted());
    assertThat(history.counted()).hasSizeGreaterThan(20);
  }

  private String update(Random random, int step) throws SQLException {
    switch (step % 6) {
      case 1 -> {
        maintenance(() -> new LocalTasks(2)).run();
        return "maintenance";
      }
      case 3 -> {
        dyingMaintenance();
        return "maintenance that died before it removed what is in the history";
      }
      case 4 -> {
        twice();
        return "two updates at once";
      }
      case 5 -> {
        if (random.nextBoolean()) {
          compact();
        }
        new MetricDaily(warehouse, "128MB").update();
        return "compaction";
      }
      default -> {
        new MetricDaily(warehouse, "128MB").update();
        return "an update";
      }
    }
  }

  private Maintenance maintenance(Supplier<TaskRunner> open) {
    return new Maintenance(warehouse, open, key -> true);
  }

  /** Something is replaced for certain, so that there is something to do when it dies. */
  private void dyingMaintenance() {
    history.replaceOne();
    assertThatThrownBy(
            () ->
                maintenance(
                        () -> {
                          // The history has its rows, and the table has them still.
                          throw new IllegalStateException("killed");
                        })
                    .run())
        .hasMessage("killed");
  }

  private void twice() {
    Runnable update = () -> new MetricDaily(warehouse, "128MB").update();
    List<CompletableFuture<Void>> both =
        List.of(CompletableFuture.runAsync(update), CompletableFuture.runAsync(update));
    int done = 0;
    for (CompletableFuture<Void> one : both) {
      try {
        one.join();
        done++;
      } catch (CompletionException lost) {
        assertThat(lost.getCause()).isInstanceOf(RuntimeException.class);
      }
    }
    assertThat(done).isPositive();
  }

  private void compact() {
    io.delta.tables.DeltaTable.forPath(
            SharedSpark.session(), warehouse.path(AssayTable.METRIC_EVALUATION_RESULT).toString())
        .optimize()
        .executeCompaction();
  }

  /** As if nothing had ever been counted. */
  private void forget() throws Exception {
    Files.walkFileTree(
        warehouse.path(AssayTable.METRIC_DAILY),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws java.io.IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }
        });
    warehouse.createMissing();
  }

  private List<String> counted() throws SQLException {
    List<String> lines = new ArrayList<>();
    try (WarehouseSql session = WarehouseSql.openFor(warehouse, "128MB", COUNTED);
        Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(COUNTED)) {
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          values.add(String.valueOf(rows.getObject(i)));
        }
        lines.add(String.join("|", values));
      }
    }
    lines.sort(null);
    return lines;
  }
}
