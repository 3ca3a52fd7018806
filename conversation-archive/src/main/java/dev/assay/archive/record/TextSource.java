package dev.assay.archive.record;

import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.file.DecodedFile;
import dev.assay.archive.record.ArchiveRecord.Rejected;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The records of a split of a file of JSON: of its lines, or of its values. */
final class TextSource implements RecordSource {

  private final ArchiveSplit split;
  private final SplitFile file;
  private final RecordParser parser;
  private final ReadLimits limits;
  private @Nullable RecordBuffer records;
  private long line;
  private boolean ended;

  /** Whether the last record is the one that the file's end has cut. */
  private boolean saidCut;

  TextSource(ArchiveSplit split, RecordParser parser, ReadLimits limits) {
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
      ArchiveRecord record = records == null && !file.isUnchanged() ? changed() : nextRecord();
      return record == null ? atEnd() : record;
    } catch (EOFException e) {
      ended = true;
      return file.cut(line + 1, e, raw());
    } catch (IOException e) {
      ended = true;
      return file.failed(line + 1, RejectionReason.UNREADABLE_FILE, e, raw());
    }
  }

  private RecordBuffer open() throws IOException {
    if (split.portion() instanceof ArchiveSplit.Values values) {
      return new RecordBuffer(
          DecodedFile.open(split, values.start(), values.end()), new ValueCutter(), limits);
    }
    ArchiveSplit.Lines lines =
        split.portion() instanceof ArchiveSplit.Lines part
            ? part
            : new ArchiveSplit.Lines(0, Long.MAX_VALUE);
    return new RecordBuffer(
        DecodedFile.open(split, lines.start(), lines.end()), new LineCutter(), limits);
  }

  private @Nullable ArchiveRecord nextRecord() throws IOException {
    if (records == null) {
      records = open();
    }
    while (records.advance()) {
      line++;
      int from = startsWithByteOrderMark(records) ? 3 : 0;
      if (records.oversized()) {
        return new Rejected(line, RejectionReason.TOO_LARGE, limits.tooLarge(), raw());
      }
      if (!isBlank(records, from)) {
        return record(records, from);
      }
    }
    return null;
  }

  private ArchiveRecord record(RecordBuffer of, int from) {
    saidCut = !of.terminated();
    try {
      int length = of.length() - from;
      return parser.parse(of.bytes(), from, length, of.terminated(), line);
    } catch (UnreadableRecord e) {
      return new Rejected(line, e.reason(), e.explanation(), raw());
    }
  }

  private @Nullable ArchiveRecord atEnd() throws IOException {
    ended = true;
    if (!file.isUnchanged()) {
      return changed();
    }
    boolean isCut = split.portion() instanceof ArchiveSplit.Values values && !values.isClosed();
    return isCut && !saidCut
        ? file.cut(line + 1, new EOFException("its list has no end"), "")
        : null;
  }

  private ArchiveRecord changed() {
    ended = true;
    return file.changed(line + 1);
  }

  private String raw() {
    return records == null ? "" : limits.raw(records.bytes(), 0, records.length());
  }

  /** Some writers open a file with a UTF-8 byte order mark; JSON has none. */
  private boolean startsWithByteOrderMark(RecordBuffer of) {
    byte[] bytes = of.bytes();
    return line == 1
        && of.length() >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  private static boolean isBlank(RecordBuffer of, int from) {
    byte[] bytes = of.bytes();
    for (int i = from; i < of.length(); i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    ended = true;
    if (records != null) {
      try {
        records.close();
      } catch (IOException e) {
        // Nothing that was read depends on how a file that was only read is closed.
        records = null;
      }
    }
  }
}
