package dev.assay.archive.record;

import dev.assay.archive.RejectionReason;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.file.FileState;
import dev.assay.archive.record.ArchiveRecord.Rejected;
import java.io.EOFException;
import java.io.IOException;

/** The file of a split: whether it is still what was inspected, and what to say when it fails. */
final class SplitFile {

  private final ArchiveSplit split;

  SplitFile(ArchiveSplit split) {
    this.split = split;
  }

  boolean isUnchanged() throws IOException {
    boolean mayGrow = split.encoding().isPlain() && split.portion() instanceof ArchiveSplit.Lines;
    return new FileState(split.size(), split.mtimeMicros())
        .isStill(FileState.of(split.path()), mayGrow);
  }

  Rejected changed(long line) {
    String message =
        "Cannot read archive %s: it is not the file that was inspected".formatted(split.file());
    return new Rejected(line, RejectionReason.CHANGED_WHILE_READ, message, "");
  }

  /**
   * @param line the number of the line that could not be read
   * @param raw what is known of that line
   */
  Rejected failed(long line, RejectionReason reason, Exception failure, String raw) {
    return new Rejected(line, reason, FileState.explain(split.path(), failure), raw);
  }

  /** A file that is cut, unless it is not the file that was inspected any more. */
  Rejected cut(long line, EOFException failure, String raw) {
    try {
      return isUnchanged()
          ? failed(line, RejectionReason.TRUNCATED_FILE, failure, raw)
          : changed(line);
    } catch (IOException e) {
      return failed(line, RejectionReason.UNREADABLE_FILE, e, raw);
    }
  }
}
