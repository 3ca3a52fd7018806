package dev.assay.jobs.ingest;

import dev.assay.archive.SampleKey;
import dev.assay.archive.fragment.Fragment;
import dev.assay.archive.fragment.FragmentJson;
import dev.assay.archive.value.DerivedId;
import dev.assay.results.AssayTable;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.ScratchFile;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes fragments to files as the table will have them, each in the order of its traces, and
 * beside them where each record stood. Not thread-safe.
 */
final class FragmentWriter {

  /** What a fragment takes beside its text, in characters. */
  private static final int CHARACTERS_A_FRAGMENT = 400;

  private final StageTask.Numbers delivery;
  private final HeldRows<Held> rows;

  /**
   * @param warehouse the folder of the tables
   * @param delivery its number, time and run are those of the fragments
   * @param records gets a row for each
   * @param mostCharacters so much is held until it is written
   */
  FragmentWriter(
      String warehouse, StageTask.Numbers delivery, ScratchFile records, long mostCharacters) {
    this.delivery = delivery;
    this.rows =
        new HeldRows<>(
            warehouse,
            AssayTable.CONVERSATION_FRAGMENT,
            new HeldRows.Shape<>(Held::traceKey, this::row, FragmentWriter::record),
            records,
            mostCharacters);
  }

  /** A fragment, and where it stood. */
  private record Held(
      StageTask.Source source,
      long line,
      String orgId,
      Fragment fragment,
      String json,
      String trace,
      long traceKey) {}

  void add(StageTask.Source source, long line, String orgId, Fragment fragment) throws IOException {
    String json = FragmentJson.write(fragment);
    String trace = fragment.traceConversationId(orgId);
    rows.add(
        new Held(source, line, orgId, fragment, json, trace, SampleKey.of(orgId, trace)),
        CHARACTERS_A_FRAGMENT + json.length());
  }

  /** Writes what is held. */
  void flush() throws IOException {
    rows.flush();
  }

  private static @Nullable Object[] record(Held held, String dataFile, int position) {
    return Staged.fragment(
        held.source(),
        held.line(),
        held.fragment().conversationId(held.orgId()),
        held.fragment().userId(),
        held.orgId(),
        dataFile,
        position);
  }

  private @Nullable Object[] row(Held held) {
    Fragment fragment = held.fragment();
    return new @Nullable Object[] {
      fragment.conversationId(held.orgId()),
      held.trace(),
      held.orgId(),
      fragment.source(),
      fragment.session(),
      fragment.trace(),
      fragment.id(),
      fragment.userId(),
      held.json(),
      DerivedId.of(held.json()),
      held.traceKey(),
      held.source().split().file(),
      held.line(),
      delivery.runId(),
      delivery.ingestedAtMicros(),
      delivery.sequence(),
    };
  }

  /** The files that were written. */
  List<DataFile> files() {
    return rows.files();
  }
}
