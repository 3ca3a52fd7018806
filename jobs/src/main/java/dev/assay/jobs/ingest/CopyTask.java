package dev.assay.jobs.ingest;

import dev.assay.jobs.ingest.Decisions.Edit;
import dev.assay.jobs.task.TaskRunner.Task;
import dev.assay.results.AssayTable;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileReader;
import dev.assay.results.file.DataFileWriter;
import io.delta.kernel.types.StructField;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes some rows of a file of a table to a file of their own.
 *
 * @param table the table, which has no partitions
 * @param file the file
 * @param dropped positions of the rows that the copy does not have, from 0
 * @param edits what rows of conversations have otherwise there, by their positions
 * @param warehouse the folder of the tables
 */
record CopyTask(
    AssayTable table, String file, BitSet dropped, Map<Integer, Edit> edits, String warehouse)
    implements Task<ArrayList<DataFile>> {

  private static final List<String> COLUMNS =
      AssayTable.CONVERSATION.schema().fields().stream().map(StructField::getName).toList();
  private static final int IS_FINISHED = place("is_finished");
  private static final int CREATED_AT = place("created_at");
  private static final int LAST_MESSAGE_AT = place("last_message_at");
  private static final int FIRST_SEQUENCE = place("first_ingestion_sequence");
  private static final long ROW_GROUP_BYTES = 32 << 20;

  private static int place(String column) {
    return COLUMNS.indexOf(column);
  }

  CopyTask {
    edits = Map.copyOf(edits);
  }

  /** The copy, or nothing when no row is left. */
  @Override
  public ArrayList<DataFile> run(LongConsumer progress) throws IOException {
    ArrayList<DataFile> copies = new ArrayList<>();
    DataFileWriter writer =
        DataFileWriter.open(
            Path.of(warehouse).resolve(table.label()), table, Map.of(), ROW_GROUP_BYTES);
    boolean any = false;
    try (DataFileReader reader =
        DataFileReader.open(Path.of(file), table.schema().fields(), Optional.empty())) {
      @Nullable Object[] row = reader.read();
      for (int position = 0; row != null; position++) {
        if (!dropped.get(position)) {
          edit(row, edits.get(position));
          writer.write(row);
          any = true;
        }
        row = reader.read();
      }
    } catch (IOException | RuntimeException | Error e) {
      writer.close();
      throw e;
    }
    if (any) {
      copies.add(writer.finish());
    } else {
      writer.close();
    }
    return copies;
  }

  private static void edit(@Nullable Object[] row, @Nullable Edit edit) {
    if (edit != null) {
      row[IS_FINISHED] = edit.isFinished();
      row[CREATED_AT] = edit.createdAtMicros();
      row[LAST_MESSAGE_AT] = edit.lastMessageAtMicros();
      row[FIRST_SEQUENCE] = edit.firstSequence();
    }
  }
}
