package dev.assay.results.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.results.AssayTable;
import dev.assay.results.ResultRow;
import dev.assay.results.SampleResults;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationIndexTest {
  private static final long PLENTY = 1 << 20;

  @TempDir private Path folder;
  private Warehouse warehouse;

  @BeforeEach
  void open() {
    warehouse = Warehouse.at(folder);
    warehouse.createMissing();
  }

  @Test
  void filesThatCannotHoldTheConversationAreLeftOut() throws IOException {
    commit(0, 20);
    commit(20, 40);
    ConversationIndex index = new ConversationIndex(PLENTY);
    List<ResultFile> files = files().all();

    assertThat(index.holding(files, List.of("c5"))).as("not indexed yet").hasSize(2);
    index.add(files);

    assertThat(index.holding(files, List.of("c5"))).hasSize(1);
    assertThat(index.holding(files, List.of("c5", "c25"))).hasSize(2);
    assertThat(index.holding(files, List.of("nowhere"))).isEmpty();
  }

  @Test
  void filesWithTheSameConversationsShareTheMemory() throws IOException {
    commit(0, 500);
    ConversationIndex index = new ConversationIndex(PLENTY);
    index.add(files().all());
    long one = index.bytes();

    commit(0, 500);
    index.add(files().all());

    assertThat(index.size()).isEqualTo(2);
    assertThat(index.bytes()).isEqualTo(one);
  }

  @Test
  void whatIsGoneOrBeyondTheBoundIsReadRatherThanMissed() throws IOException {
    commit(0, 20);
    commit(20, 40);
    List<ResultFile> files = files().all();
    Files.delete(Path.of(files.get(0).path()));
    ConversationIndex whole = new ConversationIndex(PLENTY);
    ConversationIndex full = new ConversationIndex(0);
    whole.add(files);
    full.add(files);

    assertThat(whole.holding(files, List.of("nowhere"))).containsExactly(files.get(0));
    assertThat(full.holding(files, List.of("nowhere"))).hasSize(2);

    whole.retain(Set.of());
    assertThat(whole.bytes()).isZero();
  }

  @Test
  void aListThatFollowsTheCommitsIsTheListOfTheSnapshot() throws IOException {
    ResultFiles list = files();
    for (int i = 0; i < 6; i++) {
      commit(i, i + 1);
      if (i % 3 == 2) {
        list = list.at(files().version(), warehouse);
        assertThat(list.all()).containsExactlyInAnyOrderElementsOf(files().all()).hasSize(i + 1);
      }
    }
  }

  private ResultFiles files() {
    return ResultFiles.of(
        warehouse, warehouse.newest(AssayTable.METRIC_EVALUATION_RESULT).orElseThrow());
  }

  private void commit(int from, int to) throws IOException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    IntStream.range(from, to).forEach(n -> rows.add(row(n)));
    DataFile file = SampleResults.file(warehouse, SampleResults.METRIC, rows);
    new TableAppend(warehouse)
        .commit(AssayTable.METRIC_EVALUATION_RESULT, List.of(file), file.path(), 1);
  }

  private static @Nullable Object[] row(int number) {
    return new ResultRow(
            "r" + number,
            "org",
            new ResultRow.Subject("c" + number, null, "post-session", null),
            new Evaluation.Scored(new Score.BooleanScore(true), null, List.of()),
            "hash",
            "code",
            "print",
            "run",
            null,
            SampleResults.MICROS)
        .toFields();
  }
}
