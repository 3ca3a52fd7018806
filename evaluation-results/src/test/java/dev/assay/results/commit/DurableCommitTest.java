package dev.assay.results.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.results.AssayTable;
import dev.assay.results.SampleResults;
import dev.assay.results.file.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on the disk when, as Java's flight recorder saw it. */
class DurableCommitTest {

  private static final String FORCED = "jdk.FileForce";

  @TempDir Path root;

  @Test
  void aDataFileAndItsFoldersAreOnTheDiskBeforeTheCommitThatNamesIt() throws Exception {
    Warehouse warehouse = Warehouse.at(root.resolve("warehouse"));
    warehouse.createMissing();
    Path table = warehouse.path(AssayTable.METRIC_EVALUATION_RESULT);

    List<Path> forced = forced(() -> SampleResults.append(warehouse, "test", 1, "r1"));

    Path file =
        Path.of(
            DataFiles.of(warehouse, AssayTable.METRIC_EVALUATION_RESULT, java.util.Optional.empty())
                .get(0)
                .path());
    Path log = table.resolve(Warehouse.LOG);
    assertThat(forced)
        .contains(
            file, file.resolveSibling(""), table.resolve(table.relativize(file).getName(0)), table);
    int entry =
        forced.indexOf(
            forced.stream().filter(f -> f.toString().endsWith(".tmp")).findFirst().orElseThrow());
    assertThat(forced.indexOf(file)).isLessThan(entry);
    assertThat(forced.lastIndexOf(table)).isLessThan(entry);
    assertThat(forced.get(forced.size() - 1)).isEqualTo(log);
    assertThat(forced.indexOf(log)).isGreaterThan(entry);
  }

  @Test
  void aCheckpointIsOnTheDiskBeforeItHasItsName() throws Exception {
    Warehouse warehouse = Warehouse.at(root.resolve("warehouse"));
    warehouse.createMissing();
    for (int n = 1; n < 10; n++) {
      SampleResults.append(warehouse, "test", n, "r" + n);
    }

    List<Path> forced = forced(() -> SampleResults.append(warehouse, "test", 10, "r10"));

    Path log = warehouse.path(AssayTable.METRIC_EVALUATION_RESULT).resolve(Warehouse.LOG);
    try (Stream<Path> files = Files.list(log)) {
      assertThat(files.filter(f -> f.toString().endsWith(".checkpoint.parquet"))).hasSize(1);
    }
    assertThat(forced.stream().filter(f -> f.getFileName().toString().contains("checkpoint")))
        .as("the checkpoint, and the file that names it")
        .hasSize(2);
  }

  @Test
  void aCommitThatNamesAFileThatIsNotThereIsNotMade() throws IOException {
    Warehouse warehouse = Warehouse.at(root.resolve("warehouse"));
    warehouse.createMissing();
    DataFile file =
        SampleResults.file(
            warehouse, SampleResults.METRIC, List.<@Nullable Object[]>of(SampleResults.row("r1")));
    Files.delete(Path.of(file.path()));

    assertThatThrownBy(
            () ->
                new TableAppend(warehouse)
                    .commit(AssayTable.METRIC_EVALUATION_RESULT, List.of(file), "test", 1))
        .hasStackTraceContaining(file.path());
    assertThat(new TableAppend(warehouse).committed(AssayTable.METRIC_EVALUATION_RESULT, "test"))
        .isEqualTo(-1);
  }

  private interface Work {
    void run() throws Exception;
  }

  /** The files and folders that were forced, in order. */
  private List<Path> forced(Work work) throws Exception {
    Path file = root.resolve("forced.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(FORCED).withoutThreshold().withoutStackTrace();
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .sorted(java.util.Comparator.comparing(RecordedEvent::getEndTime))
        .map(event -> Path.of(event.getString("path")))
        .toList();
  }
}
