package dev.assay.jobs.plan;

import dev.assay.results.AssayTable;
import dev.assay.results.PlannedConversation;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of a plan that is being written, wave by wave. */
final class PlanFiles implements Closeable {

  private static final long ROW_GROUP_BYTES = 8 << 20;

  private final Path folder;
  private final String runId;
  private final List<DataFile> finished = new ArrayList<>();
  private @Nullable DataFileWriter writer;
  private int wave;

  PlanFiles(Path folder, String runId) {
    this.folder = folder;
    this.runId = runId;
  }

  /**
   * Writes a row.
   *
   * @param of the row's wave, never lower than that of the row before
   */
  void write(int of, PlannedConversation row) throws IOException {
    DataFileWriter open = writer;
    if (open == null || of != wave) {
      end();
      open =
          DataFileWriter.open(
              folder,
              AssayTable.PLANNED_CONVERSATION,
              Map.of("run_id", runId, "wave", String.valueOf(of)),
              ROW_GROUP_BYTES);
      writer = open;
      wave = of;
    }
    open.write(row.toFields());
  }

  List<DataFile> finish() throws IOException {
    end();
    return List.copyOf(finished);
  }

  private void end() throws IOException {
    DataFileWriter open = writer;
    writer = null;
    if (open != null) {
      finished.add(open.finish());
    }
  }

  /** Gives up what is not finished. */
  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }
}
