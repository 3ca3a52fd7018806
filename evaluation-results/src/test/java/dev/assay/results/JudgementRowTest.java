package dev.assay.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFileWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgementRowTest {
  @TempDir Path root;

  @Test
  void aCallAndWhatCameOfItsItemsIsReadAsItWasWritten() throws Exception {
    Warehouse warehouse = Warehouse.at(root);
    warehouse.createMissing();
    DataFileWriter writer =
        DataFileWriter.open(
            warehouse.path(AssayTable.JUDGEMENT), AssayTable.JUDGEMENT, Map.of(), 1 << 20);
    writer.write(
        row("c1", 1, List.of(item("k1", "answer", null), item("k2", "failure", "refusal"))));
    writer.write(row("c2", 2, List.of()));
    writer.write(row("c3", 3, List.of(item("k3", "none", null))));
    new TableAppend(warehouse)
        .commit(AssayTable.JUDGEMENT, List.of(writer.finish()), "run/ledger", 3);

    assertThat(
            Answers.of(
                warehouse,
                """
                SELECT id, len(items), list_transform(items, lambda i: i.key || ' ' || i.metric_version
                  || ' ' || i.outcome || ' ' || coalesce(i.error_code, '-')), request, latency_ms
                FROM judgement ORDER BY id"""))
        .containsExactly(
            "c1|2|[k1 1 answer -, k2 1 failure refusal]|request|300",
            "c2|0|[]|request|300",
            "c3|1|[k3 1 none -]|request|300");
  }

  private static JudgementRow.Item item(String key, String outcome, @Nullable String code) {
    return new JudgementRow.Item(key, "m", 1, outcome, code);
  }

  private static @Nullable Object[] row(String id, long sequence, List<JudgementRow.Item> items) {
    return new JudgementRow(
            id,
            "acme",
            "conversation",
            "hash",
            "model",
            "{}",
            "template 1",
            items,
            "answered",
            "request",
            "answer",
            10,
            2,
            0.5,
            true,
            300L,
            "run",
            sequence,
            1_000_000L)
        .toFields();
  }
}
