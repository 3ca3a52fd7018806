package dev.assay.archive.record;

import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.file.ArchiveKind;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.record.ArchiveRecord.Accepted;
import dev.assay.archive.record.ArchiveRecord.Rejected;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The records of a split of JSON lines, plain or gzip. */
final class LineSource implements RecordSource {

  private final ArchiveSplit split;
  private final SplitFile file;
  private final RecordParser parser;
  private final ReadLimits limits;
  private @Nullable LineReader lines;
  private long line;
  private boolean ended;

  LineSource(ArchiveSplit split, RecordParser parser, ReadLimits limits) {
    this.split = split;
    this.file = new SplitFile(split);
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
      ArchiveRecord record = lines == null && !file.isUnchanged() ? changed() : nextLine();
      return record == null ? atEnd() : record;
    } catch (EOFException e) {
      ended = true;
      return file.cut(line + 1, e, raw());
    } catch (IOException e) {
      ended = true;
      return file.failed(line + 1, RejectionReason.UNREADABLE_FILE, e, raw());
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

  private @Nullable ArchiveRecord nextLine() throws IOException {
    if (lines == null) {
      lines = open();
    }
    while (lines.advance()) {
      line++;
      int from = startsWithByteOrderMark(lines) ? 3 : 0;
      if (lines.oversized()) {
        return new Rejected(line, RejectionReason.TOO_LARGE, limits.tooLarge(), raw());
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
      return new Rejected(line, e.reason(), e.explanation(), raw());
    }
  }

  private @Nullable ArchiveRecord atEnd() throws IOException {
    ended = true;
    return file.isUnchanged() ? null : changed();
  }

  private ArchiveRecord changed() {
    ended = true;
    return file.changed(line + 1);
  }

  private String raw() {
    return lines == null ? "" : limits.raw(lines.bytes(), 0, lines.length());
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
