package dev.assay.jobs.ingest;

import dev.assay.archive.SampleKey;
import dev.assay.archive.fragment.Fragment;
import dev.assay.archive.fragment.FragmentJson;
import dev.assay.archive.value.DerivedId;
import dev.assay.results.AssayTable;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import dev.assay.results.file.ScratchFile;
import dev.assay.results.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes fragments to files as the table will have them, each in the order of its traces, and
 * beside them where each record stood. Not thread-safe.
 */
final class FragmentWriter {

  /** What a fragment takes beside its text, in characters. */
  private static final int CHARACTERS_A_FRAGMENT = 400;

  private static final long ROW_GROUP_BYTES = 32 << 20;

  private final Path folder;
  private final StageTask.Numbers delivery;
  private final ScratchFile records;
  private final long mostCharacters;
  private final List<DataFile> files = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private long characters;

  /**
   * @param warehouse the folder of the tables
   * @param delivery its number, time and run are those of the fragments
   * @param records gets a row for each
   * @param mostCharacters so much is held until it is written
   */
  FragmentWriter(
      String warehouse, StageTask.Numbers delivery, ScratchFile records, long mostCharacters) {
    this.folder = Path.of(warehouse).resolve(AssayTable.CONVERSATION_FRAGMENT.label());
    this.delivery = delivery;
    this.records = records;
    this.mostCharacters = mostCharacters;
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
    held.add(new Held(source, line, orgId, fragment, json, trace, SampleKey.of(orgId, trace)));
    characters += CHARACTERS_A_FRAGMENT + json.length();
    if (characters >= mostCharacters) {
      flush();
    }
  }

  /** Writes what is held. */
  void flush() throws IOException {
    if (held.isEmpty()) {
      return;
    }
    held.sort(Comparator.comparingLong(Held::traceKey));
    DataFileWriter writer =
        DataFileWriter.open(folder, AssayTable.CONVERSATION_FRAGMENT, Map.of(), ROW_GROUP_BYTES);
    try {
      for (Held each : held) {
        writer.write(row(each));
      }
    } catch (IOException | RuntimeException | Error e) {
      writer.close();
      throw e;
    }
    DataFile file = writer.finish();
    DurableFiles.force(Path.of(file.path()));
    for (int position = 0; position < held.size(); position++) {
      Held each = held.get(position);
      records.write(
          Staged.fragment(
              each.source(),
              each.line(),
              each.fragment().conversationId(each.orgId()),
              each.fragment().userId(),
              each.orgId(),
              file.path(),
              position));
    }
    files.add(file);
    held.clear();
    characters = 0;
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
    return List.copyOf(files);
  }
}
