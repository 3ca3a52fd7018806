package dev.assay.results.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.results.AssayTable;
import dev.assay.results.SampleResults;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile.ColumnStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFileWriterTest {

  private static final int SERVICE_ID = 3;
  private static final int RESULT_BOOLEAN = 6;
  private static final int RESULT_NUMERICAL = 7;
  private static final int CREATED_AT = 25;

  @TempDir Path root;

  @Test
  void textsThatAreAsciiHaveBounds() throws Exception {
    assertThat(written(SERVICE_ID, "b", "a", "c").get("service_id"))
        .isEqualTo(new ColumnStatistics(0, "a", "c"));
  }

  @Test
  void nullsAreCountedAndAreNoBounds() throws Exception {
    assertThat(written(SERVICE_ID, null, "b", null).get("service_id"))
        .isEqualTo(new ColumnStatistics(2, "b", "b"));
  }

  @Test
  void aColumnOfNullsHasNoBounds() throws Exception {
    assertThat(written(SERVICE_ID, null, null).get("service_id"))
        .isEqualTo(new ColumnStatistics(2, null, null));
  }

  @Test
  void oneTextThatIsNotAsciiTakesTheBoundsAway() throws Exception {
    assertThat(written(SERVICE_ID, "a", "zürich", "b").get("service_id"))
        .isEqualTo(new ColumnStatistics(0, null, null));
  }

  @Test
  void oneTextOfMoreThan64CharactersTakesTheBoundsAway() throws Exception {
    assertThat(written(SERVICE_ID, "a", "x".repeat(64)).get("service_id"))
        .isEqualTo(new ColumnStatistics(0, "a", "x".repeat(64)));
    assertThat(written(SERVICE_ID, "a", "x".repeat(65)).get("service_id"))
        .isEqualTo(new ColumnStatistics(0, null, null));
  }

  @Test
  void numbersAndTimesHaveBounds() throws Exception {
    assertThat(written(RESULT_NUMERICAL, 2.5, -1.0, null).get("result_numerical"))
        .isEqualTo(new ColumnStatistics(1, -1.0, 2.5));
    assertThat(written(CREATED_AT, 20L, 10L).get("created_at"))
        .isEqualTo(new ColumnStatistics(0, 10L, 20L));
  }

  @Test
  void booleansHaveNullCountsOnly() throws Exception {
    assertThat(written(RESULT_BOOLEAN, true, null).get("result_boolean"))
        .isEqualTo(new ColumnStatistics(1, null, null));
  }

  @Test
  void onlyTheStatisticsColumnsOfTheTableAreGathered() throws Exception {
    assertThat(written(SERVICE_ID, "a"))
        .containsOnlyKeys(AssayTable.METRIC_EVALUATION_RESULT.statisticsColumns());
  }

  @Test
  void aFileThatIsGivenUpIsRemoved() throws Exception {
    Warehouse warehouse = Warehouse.at(root);
    DataFileWriter writer =
        DataFileWriter.open(
            warehouse.path(AssayTable.EVALUATION_RUN),
            AssayTable.EVALUATION_RUN,
            Map.of(),
            1 << 20);

    writer.close();

    try (var files = Files.list(warehouse.path(AssayTable.EVALUATION_RUN))) {
      assertThat(files).isEmpty();
    }
  }

  /** The log keeps milliseconds, so a bound within a millisecond must not hide a file. */
  @Test
  void aFileIsFoundByTheExactTimeOfItsNewestRow() throws Exception {
    Warehouse warehouse = Warehouse.at(root);
    warehouse.createMissing();
    SampleResults.append(warehouse, "test", 1, "r1");

    assertThat(filesSince(warehouse, SampleResults.MICROS)).hasSize(1);
    assertThat(filesSince(warehouse, SampleResults.MICROS + 2000)).isEmpty();
  }

  private static List<DataFiles.Live> filesSince(Warehouse warehouse, long micros) {
    return DataFiles.of(
        warehouse,
        AssayTable.METRIC_EVALUATION_RESULT,
        Optional.of(Predicates.atOrAfter("created_at", micros)));
  }

  /** Statistics of a file whose rows differ in one column. */
  private Map<String, ColumnStatistics> written(int column, @Nullable Object... values)
      throws IOException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      @Nullable Object[] row = SampleResults.row("r" + i);
      row[column] = values[i];
      rows.add(row);
    }
    DataFile file = SampleResults.file(Warehouse.at(root), SampleResults.METRIC, rows);
    assertThat(file.rows()).isEqualTo(values.length);
    return file.statistics();
  }
}
