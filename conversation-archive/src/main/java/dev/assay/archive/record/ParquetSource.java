package dev.assay.archive.record;

import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.file.ParquetParts;
import dev.assay.archive.record.ArchiveRecord.Rejected;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** The records of some row groups of a Parquet file. */
final class ParquetSource implements RecordSource {

  private static final String MAGIC = "PAR1";

  private final ArchiveSplit split;
  private final SplitFile checked;
  private final ArchiveSplit.RowGroups groups;
  private final RecordParser parser;
  private final ReadLimits limits;
  private @Nullable ParquetFileReader file;
  private @Nullable RecordReader<Group> rows;
  private int nextGroup;
  private long rowsLeft;
  private long line;
  private boolean ended;

  ParquetSource(
      ArchiveSplit split, ArchiveSplit.RowGroups groups, RecordParser parser, ReadLimits limits) {
    this.split = split;
    this.checked = new SplitFile(split);
    this.groups = groups;
    this.parser = parser;
    this.limits = limits;
    this.nextGroup = groups.first();
    this.line = split.firstLine() - 1;
  }

  @Override
  public @Nullable ArchiveRecord next() {
    if (ended) {
      return null;
    }
    try {
      if (file == null) {
        if (!checked.isUnchanged()) {
          return changed();
        }
        file = ParquetParts.open(split.path());
      }
      if (!hasRow(file)) {
        ended = true;
        return checked.isUnchanged() ? null : changed();
      }
      rowsLeft--;
      line++;
      return rows == null ? tooLarge() : record(rows.read());
    } catch (IOException | RuntimeException e) {
      ended = true;
      return isCut()
          ? checked.cut(line + 1, new EOFException("it does not end as Parquet ends"), "")
          : checked.failed(line + 1, RejectionReason.UNREADABLE_FILE, e, "");
    }
  }

  private boolean hasRow(ParquetFileReader file) throws IOException {
    while (rowsLeft == 0) {
      if (nextGroup == groups.end()) {
        return false;
      }
      MessageType schema = file.getFileMetaData().getSchema();
      BlockMetaData group = file.getRowGroups().get(nextGroup);
      rowsLeft = group.getRowCount();
      rows = fits(group) ? rows(file, schema) : null;
      nextGroup++;
    }
    return true;
  }

  private RecordReader<Group> rows(ParquetFileReader file, MessageType schema) throws IOException {
    PageReadStore pages = file.readRowGroup(nextGroup);
    return new ColumnIOFactory()
        .getColumnIO(schema)
        .getRecordReader(pages, new GroupRecordConverter(schema));
  }

  /** A row group is read whole, as it is compressed. */
  private boolean fits(BlockMetaData group) {
    return group.getColumns().stream().mapToLong(ColumnChunkMetaData::getTotalSize).sum()
        <= limits.heapShare();
  }

  private ArchiveRecord tooLarge() {
    return new Rejected(
        line,
        RejectionReason.TOO_LARGE,
        "Cannot take in a row of a row group of more than %,d bytes, the memory of a task: write smaller row groups, or give the process more (ASSAY_HEAP)"
            .formatted(limits.heapShare()),
        "");
  }

  private ArchiveRecord record(Group row) {
    ParquetRow read = new ParquetRow(limits);
    try {
      read.read(row);
      return parser.convert(read.record(), line);
    } catch (UnreadableRecord e) {
      String raw = limits.raw(read.record().toString());
      return new Rejected(line, e.reason(), e.explanation(), raw);
    }
  }

  private ArchiveRecord changed() {
    ended = true;
    return checked.changed(line + 1);
  }

  /** Whether the file does not end as Parquet ends, though it may begin so. */
  private boolean isCut() {
    try (RandomAccessFile bytes = new RandomAccessFile(split.file(), "r")) {
      byte[] magic = new byte[MAGIC.length()];
      int head = (int) Math.min(magic.length, bytes.length());
      bytes.readFully(magic, 0, head);
      boolean begins = MAGIC.startsWith(new String(magic, 0, head, StandardCharsets.US_ASCII));
      if (bytes.length() < 2L * magic.length) {
        return begins;
      }
      bytes.seek(bytes.length() - magic.length);
      bytes.readFully(magic);
      return begins && !MAGIC.equals(new String(magic, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    ended = true;
    rows = null;
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        // Nothing that was read depends on how a file that was only read is closed.
        file = null;
      }
    }
  }
}
