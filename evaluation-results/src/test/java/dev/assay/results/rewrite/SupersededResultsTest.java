package dev.assay.results.rewrite;

import static dev.assay.results.AssayTable.METRIC_EVALUATION_RESULT;
import static dev.assay.results.SampleResults.METRIC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.results.Answers;
import dev.assay.results.SampleResults;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.FileEdit;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupersededResultsTest {

  private static final int ROUNDS = 12;
  private static final String ANOTHER = "76543210fedcba9876543210";

  @TempDir private Path root;
  private Warehouse warehouse;

  @BeforeEach
  void create() {
    warehouse = Warehouse.at(root);
    warehouse.createMissing();
  }

  @Test
  void whatIsSupersededLeavesItsSuccessorReplacesNothingAndAllElseStays() throws Exception {
    append(1, row("a", null), row("b", null), row("c", null));
    append(2, row("d", "a"), row("e", null));
    String others = "SELECT * EXCLUDE (replaces) FROM metric_evaluation_result WHERE id <> 'a'";
    List<String> before = Answers.of(warehouse, others + " ORDER BY id");
    SupersededResults superseded = newest(METRIC);
    List<FileEdit> edits = superseded.edits("128MB");
    append(3, row("f", "b"));

    replace(superseded, edits);

    assertThat(rows()).containsExactly("b|null", "c|null", "d|null", "e|null", "f|b");
    assertThat(Answers.of(warehouse, others + " AND id <> 'f' ORDER BY id")).isEqualTo(before);
    assertThat(
            DataFiles.of(
                warehouse, METRIC_EVALUATION_RESULT, Optional.of(Predicates.isNotNull("replaces"))))
        .as("files in which a row may replace another")
        .hasSize(1);
    assertThat(newest(METRIC).edits("128MB")).as("files that b and f are in").hasSize(2);
  }

  @Test
  void whereNothingIsSupersededThereIsNothingToDo() throws Exception {
    append(1, row("a", null), row("b", null));

    assertThat(newest(METRIC).edits("128MB")).isEmpty();
    assertThat(
            SupersededResults.of(
                    warehouse,
                    warehouse.newest(METRIC_EVALUATION_RESULT).orElseThrow(),
                    Map.of(METRIC, Set.of(7)))
                .edits("128MB"))
        .isEmpty();
  }

  @Test
  void whoAppendsMeanwhileLosesNothing() throws Exception {
    CompletableFuture<Void> appending =
        CompletableFuture.runAsync(
            () -> {
              for (int n = 1; n <= ROUNDS; n++) {
                try {
                  append(n, row("%02d".formatted(n), n == 1 ? null : "%02d".formatted(n - 1)));
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              }
            });
    while (!appending.isDone()) {
      SupersededResults superseded = newest(METRIC);
      replace(superseded, superseded.edits("128MB"));
    }
    appending.join();
    SupersededResults last = newest(METRIC);
    replace(last, last.edits("128MB"));

    assertThat(rows()).containsExactly(ROUNDS + "|null");
    assertThat(IntStream.rangeClosed(1, ROUNDS))
        .allMatch(n -> new TableAppend(warehouse).committed(METRIC_EVALUATION_RESULT, "test") >= n);
  }

  @Test
  void eachMetricOfOneSnapshotIsDone() throws Exception {
    append(1, METRIC, row("a", null));
    append(2, METRIC, row("b", "a"));
    append(3, ANOTHER, row("c", null));
    append(4, ANOTHER, row("d", "c"));
    SupersededResults first = newest(METRIC);
    SupersededResults second = newest(ANOTHER);

    replace(first, first.edits("128MB"));
    replace(second, second.edits("128MB"));

    assertThat(rows()).containsExactly("b|null", "d|null");
  }

  @Test
  void severalMetricsAreDoneAtOnce() throws Exception {
    append(1, METRIC, row("a", null));
    append(2, METRIC, row("b", "a"));
    append(3, ANOTHER, row("c", null));
    append(4, ANOTHER, row("d", "c"));
    long version = warehouse.existing(METRIC_EVALUATION_RESULT).getVersion();
    SupersededResults both = newest(METRIC, ANOTHER);
    List<FileEdit> edits = both.edits("128MB");
    both.keepHistory();
    both.keepHistory();

    replace(both, edits);

    assertThat(rows()).containsExactly("b|null", "d|null");
    assertThat(
            Answers.of(
                warehouse, "SELECT id, superseded_by FROM metric_evaluation_history ORDER BY id"))
        .as("each once, however often it is kept")
        .containsExactly("a|b", "c|d");
    assertThat(warehouse.existing(METRIC_EVALUATION_RESULT).getVersion()).isEqualTo(version + 1);
  }

  @Test
  void ofTwoWhoBeginAtOneSnapshotOneDoesIt() throws Exception {
    append(1, row("a", null), row("b", null));
    append(2, row("c", "a"));
    SupersededResults first = newest(METRIC);
    SupersededResults second = newest(METRIC);
    List<FileEdit> edits = first.edits("128MB");
    replace(first, edits);
    List<DataFiles.Live> files =
        DataFiles.of(warehouse, METRIC_EVALUATION_RESULT, Optional.empty());

    replace(second, second.edits("128MB"));

    assertThat(DataFiles.of(warehouse, METRIC_EVALUATION_RESULT, Optional.empty()))
        .as("files")
        .isEqualTo(files);
    assertThat(rows()).containsExactly("b|null", "c|null");
  }

  private SupersededResults newest(String... metricIds) {
    return SupersededResults.of(
        warehouse,
        warehouse.newest(METRIC_EVALUATION_RESULT).orElseThrow(),
        Arrays.stream(metricIds).collect(Collectors.toMap(id -> id, id -> Set.of(3))));
  }

  private static void replace(SupersededResults superseded, List<FileEdit> edits)
      throws IOException {
    List<DataFile> copies = new ArrayList<>();
    for (FileEdit edit : edits) {
      edit.copy().ifPresent(copies::add);
    }
    superseded.replace(edits, copies);
  }

  private List<String> rows() throws SQLException {
    return Answers.of(warehouse, "SELECT id, replaces FROM metric_evaluation_result ORDER BY id");
  }

  private static @Nullable Object[] row(String id, @Nullable String replaces) {
    return SampleResults.row(id, replaces);
  }

  private void append(int number, @Nullable Object[]... rows) throws IOException {
    append(number, METRIC, rows);
  }

  private void append(int number, String metricId, @Nullable Object[]... rows) throws IOException {
    DataFile file = SampleResults.file(warehouse, metricId, Arrays.asList(rows));
    boolean made =
        new TableAppend(warehouse).commit(METRIC_EVALUATION_RESULT, List.of(file), "test", number);
    assertThat(made).isTrue();
  }
}
