package dev.assay.archive;

import dev.assay.archive.ArchiveRecord.Accepted;
import dev.assay.archive.ArchiveRecord.Rejected;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The records of a split of JSON lines, plain or gzip. */
final class LineSource implements RecordSource {

  private final ArchiveSplit split;
  private final RecordParser parser;
  private final ReadLimits limits;
  private @Nullable LineReader lines;
  private long line;
  private boolean ended;

  LineSource(ArchiveSplit split, RecordParser parser, ReadLimits limits) {
    this.split = split;
    this.parser = parser;
    this.limits = limits;
    this.line = split.firstLine() - 1;
  }

  @Override
  public @Nullable ArchiveRecord next() {
    if (ended) {
      return null;
    }
    try {
      if (lines == null) {
        if (!FileState.of(split.path()).equals(FileState.inspected(split))) {
          return changed();
        }
        lines = open();
      }
      ArchiveRecord record = nextLine(lines);
      return record == null ? atEnd() : record;
    } catch (IOException e) {
      return failure(e);
    }
  }

  private LineReader open() throws IOException {
    Path path = split.path();
    ArchiveSplit.Bytes bytes =
        split.portion() instanceof ArchiveSplit.Bytes part
            ? part
            : new ArchiveSplit.Bytes(0, split.size());
    FilePortion portion = new FilePortion(path, bytes.start(), bytes.end());
    try {
      boolean gzip = ArchiveKind.of(path).orElse(ArchiveKind.LINES) == ArchiveKind.GZIP_LINES;
      InputStream in = gzip ? new GzipMembers(portion) : portion;
      return new LineReader(in, limits);
    } catch (IOException e) {
      portion.close();
      throw e;
    }
  }

  private @Nullable ArchiveRecord nextLine(LineReader lines) throws IOException {
    while (lines.advance()) {
      line++;
      int from = startsWithByteOrderMark(lines) ? 3 : 0;
      if (lines.oversized()) {
        String message =
            "Cannot take in a record of more than %,d bytes".formatted(limits.lineBytes());
        return rejected(line, RejectionReason.TOO_LARGE, message, lines);
      }
      if (!isBlank(lines, from)) {
        return record(lines, from);
      }
    }
    return null;
  }

  private ArchiveRecord record(LineReader lines, int from) {
    try {
      int length = lines.length() - from;
      return new Accepted(parser.parse(lines.bytes(), from, length, lines.terminated()), line);
    } catch (UnreadableRecord e) {
      return rejected(line, e.reason(), e.explanation(), lines);
    }
  }

  private @Nullable ArchiveRecord atEnd() throws IOException {
    ended = true;
    return FileState.of(split.path()).equals(FileState.inspected(split)) ? null : changed();
  }

  private ArchiveRecord changed() {
    ended = true;
    String message =
        "Cannot read archive %s: it is not the file that was inspected".formatted(split.file());
    return rejected(line + 1, RejectionReason.CHANGED_WHILE_READ, message, null);
  }

  private ArchiveRecord failure(IOException failure) {
    ended = true;
    Path path = split.path();
    if (failure instanceof EOFException && !unchanged(path)) {
      return changed();
    }
    RejectionReason reason =
        failure instanceof EOFException
            ? RejectionReason.TRUNCATED_FILE
            : RejectionReason.UNREADABLE_FILE;
    return rejected(line + 1, reason, FileState.explain(path, failure), lines);
  }

  private boolean unchanged(Path path) {
    try {
      return FileState.of(path).equals(FileState.inspected(split));
    } catch (IOException e) {
      return false;
    }
  }

  private Rejected rejected(
      long at, RejectionReason reason, String message, @Nullable LineReader lines) {
    String raw = lines == null ? "" : limits.raw(lines.bytes(), 0, lines.length());
    return new Rejected(at, reason, message, raw);
  }

  /** Some writers open a file with a UTF-8 byte order mark; JSON has none. */
  private boolean startsWithByteOrderMark(LineReader lines) {
    byte[] bytes = lines.bytes();
    return line == 1
        && lines.length() >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  private static boolean isBlank(LineReader lines, int from) {
    byte[] bytes = lines.bytes();
    for (int i = from; i < lines.length(); i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    ended = true;
    if (lines != null) {
      try {
        lines.close();
      } catch (IOException e) {
        // Nothing that was read depends on how a file that was only read is closed.
        lines = null;
      }
    }
  }
}
