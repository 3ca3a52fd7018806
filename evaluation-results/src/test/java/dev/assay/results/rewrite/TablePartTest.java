package dev.assay.results.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.results.Answers;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFileWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablePartTest {
  private static final String ROWS =
      "SELECT id, org_id, applied_to_services, tags, created_at FROM metric ORDER BY id";

  /** 2026-11-01, in microseconds. */
  private static final long AT = 1_793_491_200_000_000L;

  private static final String QUOTED = "o'org";

  @TempDir Path root;

  private Warehouse warehouse;

  @BeforeEach
  void create() {
    warehouse = Warehouse.at(root);
    warehouse.createMissing();
  }

  @Test
  void anOrganizationsRowsAreReplacedAndOthersStay() throws Exception {
    replace("acme", metric("m1", "acme", Map.of("a", "1")), metric("m2", "acme", Map.of()));
    replace(QUOTED, metric("m3", QUOTED, Map.of("b", "2")));

    replace("acme", metric("m2", "acme", Map.of("c", "3")));
    replace(QUOTED, metric("m4", QUOTED, Map.of()), metric("m3", QUOTED, Map.of()));

    assertThat(Answers.of(warehouse, ROWS))
        .containsExactly(
            "m2|acme|[x, y]|{c=3}|2026-11-01T00:00Z",
            "m3|o'org|[x, y]|{}|2026-11-01T00:00Z",
            "m4|o'org|[x, y]|{}|2026-11-01T00:00Z");
    assertThat(files()).hasSize(2);
  }

  @Test
  void aFileMayHoldRowsOfSeveralOrganizations() throws Exception {
    DataFileWriter writer =
        DataFileWriter.open(
            warehouse.path(AssayTable.METRIC), AssayTable.METRIC, Map.of(), 1 << 20);
    writer.write(metric("m1", "acme", Map.of("a", "1")));
    writer.write(metric("m2", QUOTED, Map.of("b", "2")));
    writer.write(metric("m3", "acme", Map.of()));
    new TableAppend(warehouse).commit(AssayTable.METRIC, List.of(writer.finish()), "test", 1);

    replace("acme", metric("m3", "acme", Map.of("d", "4")));

    assertThat(Answers.of(warehouse, ROWS))
        .containsExactly(
            "m2|o'org|[x, y]|{b=2}|2026-11-01T00:00Z", "m3|acme|[x, y]|{d=4}|2026-11-01T00:00Z");
  }

  @Test
  void aTagMayHaveNoValue() throws Exception {
    Map<String, @Nullable String> tags = new TreeMap<>();
    tags.put("alone", null);
    tags.put("with", "value");

    replace("acme", metric("m1", "acme", tags));

    assertThat(Answers.of(warehouse, "SELECT tags['alone'], tags['with'] FROM metric"))
        .containsExactly("null|value");
  }

  @Test
  void anOrganizationMayHaveNoRowsLeft() throws Exception {
    replace("acme", metric("m1", "acme", Map.of()));

    replace("acme");

    assertThat(Answers.of(warehouse, ROWS)).isEmpty();
  }

  private void replace(String orgId, @Nullable Object[]... rows) {
    new TablePart(warehouse, AssayTable.METRIC, orgId).replace(List.of(rows));
  }

  private List<DataFiles.Live> files() {
    return DataFiles.of(warehouse, AssayTable.METRIC, Optional.empty());
  }

  private static @Nullable Object[] metric(
      String id, String orgId, Map<String, @Nullable String> tags) {
    return new @Nullable Object[] {
      id, orgId, "Name", "boolean", 1, List.of("x", "y"), null, tags, orgId, "ann", false, AT, AT
    };
  }
}
