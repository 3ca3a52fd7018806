package dev.assay.tests.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.installation.Home;
import dev.assay.results.AssayTable;
import dev.assay.results.ResultRow;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that a server has appended between two nights. */
class ManualResultsTest {
  private static final String MANUAL =
      "SELECT id, replaces FROM current_result WHERE source_type = 'manual'";

  @TempDir private Path folder;

  @Test
  void aChainOverVersionsIsMovedToTheHistoryAndItsEndStays() throws IOException {
    TestHome home = new TestHome(folder);
    home.metrics(TestHome.metric("Count", TestHome.NUMBER, "conversation.messages.size()"));
    home.deliver("1.jsonl", TestConversation.of(1).user("one").agent("two").line());
    home.nightly();
    String metric = home.rows("SELECT id FROM metric").get(0);
    append(home, metric, 1, 1, null);
    append(home, metric, 1, 2, id(1));
    append(home, metric, 2, 3, id(2));
    assertThat(home.rows(MANUAL)).containsExactly(id(3) + "|" + id(2));

    home.deliver("2.jsonl", TestConversation.of(2).user("one").line());
    home.nightly();

    assertThat(home.rows(MANUAL)).containsExactly(id(3) + "|null");
    assertThat(
            home.rows(
                "SELECT id, metric_version, superseded_by FROM metric_evaluation_history ORDER BY id"))
        .containsExactly(id(1) + "|1|" + id(2), id(2) + "|1|" + id(3));
    assertThat(home.number("SELECT count(*) FROM metric_evaluation_result")).isEqualTo(3);
  }

  private static void append(
      TestHome home, String metric, int version, int number, @Nullable String replaces)
      throws IOException {
    Warehouse warehouse = new Home(home.root()).warehouse();
    DataFileWriter writer =
        DataFileWriter.open(
            warehouse.path(AssayTable.METRIC_EVALUATION_RESULT),
            AssayTable.METRIC_EVALUATION_RESULT,
            Map.of("metric_id", metric, "metric_version", String.valueOf(version)),
            1 << 20);
    writer.write(
        new ResultRow(
                id(number),
                "default",
                new ResultRow.Subject(
                    TestConversation.id(1),
                    null,
                    "manual",
                    null,
                    new ResultRow.Invocation(null, "default", "ann"),
                    null),
                new Evaluation.Scored(new Score.NumericalScore(number), null, List.of()),
                "hash",
                "code",
                "print",
                "server",
                replaces,
                1_800_000_000_000_000L + number)
            .toFields());
    new TableAppend(warehouse)
        .commit(AssayTable.METRIC_EVALUATION_RESULT, List.of(writer.finish()), "server", number);
  }

  private static String id(int number) {
    return "%024x".formatted(number);
  }
}
