package dev.assay.results.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.results.Answers;
import dev.assay.results.AssayTable;
import dev.assay.results.SampleResults;
import dev.assay.results.file.DataFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarehouseTest {

  @TempDir Path root;

  @Test
  void twoProcessesMayCreateTheTablesAtOnce() throws Exception {
    Process first = CreatingProcess.start(root);
    Process second = CreatingProcess.start(root);
    for (Process process : List.of(first, second)) {
      assertThat(process.inputReader().readLine()).isEqualTo("ready");
    }
    for (Process process : List.of(first, second)) {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    }

    assertThat(List.of(first.waitFor(), second.waitFor())).containsOnly(0);
    Warehouse warehouse = Warehouse.at(root);
    assertThat(AssayTable.values())
        .allSatisfy(table -> assertThat(versions(warehouse, table)).isEqualTo(1));
  }

  @Test
  void creatingAgainChangesNothing() throws Exception {
    Warehouse warehouse = Warehouse.at(root);
    warehouse.createMissing();
    SampleResults.append(warehouse, "test", 1, "r1");

    warehouse.createMissing();

    assertThat(Answers.of(warehouse, "SELECT id FROM current_result")).containsExactly("r1");
  }

  @Test
  void tablesThatDoNotExistAreEmpty() throws Exception {
    for (AssayTable table : AssayTable.values()) {
      assertThat(Answers.of(Warehouse.at(root), "SELECT count(*) FROM " + table.label()))
          .containsExactly("0");
    }
    assertThat(Answers.of(Warehouse.at(root), "SELECT count(*) FROM planned_cell"))
        .containsExactly("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "it's", "ünï日本", "100%25 #1?", "a+b&c=d", "[x]{y}*"})
  void theFolderMayHaveAnyName(String name) throws Exception {
    Warehouse warehouse = Warehouse.at(root.resolve(name));
    warehouse.createMissing();

    SampleResults.append(warehouse, "test", 1, "r1");

    assertThat(Answers.of(warehouse, "SELECT id, metric_id FROM current_result"))
        .containsExactly("r1|" + SampleResults.METRIC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "it's", "ünï日本", "100%25 #1?", "a+b&c=d", "a:b"})
  void aPartitionValueMayHaveAnyCharacters(String metric) throws Exception {
    Warehouse warehouse = Warehouse.at(root);
    warehouse.createMissing();
    DataFile file =
        SampleResults.file(warehouse, metric, List.<@Nullable Object[]>of(SampleResults.row("r1")));

    new TableAppend(warehouse)
        .commit(AssayTable.METRIC_EVALUATION_RESULT, List.of(file), "test", 1);

    assertThat(Answers.of(warehouse, "SELECT id, metric_id FROM current_result"))
        .containsExactly("r1|" + metric);
  }

  @Test
  void aWarehouseMayBeMoved() throws Exception {
    Warehouse warehouse = Warehouse.at(root.resolve("here"));
    warehouse.createMissing();
    SampleResults.append(warehouse, "test", 1, "r1");

    Path there = Files.move(root.resolve("here"), root.resolve("there"));

    assertThat(Answers.of(Warehouse.at(there), "SELECT id FROM current_result"))
        .containsExactly("r1");
  }

  private static long versions(Warehouse warehouse, AssayTable table) throws Exception {
    try (var files = Files.list(warehouse.path(table).resolve("_delta_log"))) {
      return Arrays.stream(files.toArray(Path[]::new))
          .filter(f -> f.getFileName().toString().endsWith(".json"))
          .count();
    }
  }
}
