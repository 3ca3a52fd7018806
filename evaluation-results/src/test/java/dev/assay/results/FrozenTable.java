package dev.assay.results;

import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Wrote the frozen table of format version 1, once, with the writer of that version. It is not
 * written again: a later version gets a table and a class of its own.
 *
 * <p>Usage: {@code FrozenTable FOLDER}, which then holds a folder {@code metric_evaluation_result}.
 */
final class FrozenTable {

  static final String APOLOGISED = "aaaaaaaaaaaaaaaaaaaaaaa1";
  static final String DURATION = "aaaaaaaaaaaaaaaaaaaaaaa2";
  static final String ENDING = "aaaaaaaaaaaaaaaaaaaaaaa3";

  private static final long MICROS = 1_767_355_200_123_456L;

  private FrozenTable() {}

  public static void main(String[] arguments) throws IOException {
    Warehouse warehouse = Warehouse.at(Path.of(arguments[0]));
    warehouse.createMissing();
    List<DataFile> files =
        List.of(
            file(warehouse, APOLOGISED, 1, judged()),
            file(warehouse, DURATION, 2, simulated()),
            file(warehouse, ENDING, 1, categorised(), notApplicable()));
    new TableAppend(warehouse)
        .commit(AssayTable.METRIC_EVALUATION_RESULT, files, "bbbbbbbbbbbbbbbbbbbbbbbb", 1);
  }

  private static DataFile file(
      Warehouse warehouse, String metric, int version, @Nullable Object[]... rows)
      throws IOException {
    DataFileWriter writer =
        DataFileWriter.open(
            warehouse.path(AssayTable.METRIC_EVALUATION_RESULT),
            AssayTable.METRIC_EVALUATION_RESULT,
            Map.of("metric_id", metric, "metric_version", String.valueOf(version)),
            1 << 20);
    for (@Nullable Object[] row : rows) {
      writer.write(row);
    }
    return writer.finish();
  }

  /** A person asked a judge: every column that a conversation can have is set. */
  private static @Nullable Object[] judged() {
    return row(
        "000000000000000000000001",
        "manual",
        true,
        new @Nullable Object[] {true, null, null},
        "Said “sorry” twice.",
        List.of("m2", "m4"),
        new @Nullable Object[] {"i2", "org-a", "user-1"},
        new @Nullable Object[] {null, null, null},
        "judge",
        new @Nullable Object[] {1200L, 35L, 0.00042},
        "000000000000000000000000");
  }

  private static @Nullable Object[] simulated() {
    return row(
        "000000000000000000000002",
        "simulation",
        true,
        new @Nullable Object[] {null, -12.5, null},
        null,
        List.of(),
        new @Nullable Object[] {null, null, null},
        new @Nullable Object[] {"set-1", "test-1", 3},
        "code",
        new @Nullable Object[] {null, null, null},
        null);
  }

  private static @Nullable Object[] categorised() {
    return row(
        "000000000000000000000003",
        "post-session",
        true,
        new @Nullable Object[] {null, null, "höflich, 丁寧"},
        null,
        List.of("m1"),
        new @Nullable Object[] {null, null, null},
        new @Nullable Object[] {null, null, null},
        "code",
        new @Nullable Object[] {null, null, null},
        null);
  }

  private static @Nullable Object[] notApplicable() {
    return row(
        "000000000000000000000004",
        "post-session",
        false,
        new @Nullable Object[] {null, null, null},
        null,
        List.of(),
        new @Nullable Object[] {null, null, null},
        new @Nullable Object[] {null, null, null},
        "code",
        new @Nullable Object[] {null, null, null},
        null);
  }

  private static @Nullable Object[] row(
      String id,
      String sourceType,
      boolean applicable,
      @Nullable Object[] value,
      @Nullable String justification,
      List<String> references,
      @Nullable Object[] invocation,
      @Nullable Object[] simulation,
      String evaluator,
      @Nullable Object[] spent,
      @Nullable String replaces) {
    return new @Nullable Object[] {
      id,
      "org-a",
      "conversation-" + id.charAt(id.length() - 1),
      sourceType.equals("simulation") ? null : "service-1",
      sourceType,
      applicable,
      value[0],
      value[1],
      value[2],
      justification,
      references,
      invocation[0],
      invocation[1],
      invocation[2],
      simulation[0],
      simulation[1],
      simulation[2],
      "0123456789abcdef0123456789abcdef",
      evaluator,
      "fedcba9876543210fedcba9876543210",
      spent[0],
      spent[1],
      spent[2],
      "bbbbbbbbbbbbbbbbbbbbbbbb",
      replaces,
      MICROS,
      MICROS
    };
  }
}
