package dev.assay.archive.record;

import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.file.ParquetParts;
import dev.assay.archive.file.UnreadableArchive;
import dev.assay.archive.record.ArchiveRecord.Rejected;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.EnumSet;
import java.util.Set;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** The records of some row groups of a Parquet file. */
final class ParquetSource implements RecordSource {

  private static final String MAGIC = "PAR1";
  private static final String ENCRYPTED = "PARE";

  private static final Set<CompressionCodecName> READ =
      EnumSet.of(
          CompressionCodecName.UNCOMPRESSED,
          CompressionCodecName.SNAPPY,
          CompressionCodecName.GZIP,
          CompressionCodecName.ZSTD,
          CompressionCodecName.LZ4_RAW);

  private final ArchiveSplit split;
  private final SplitFile checked;
  private final ArchiveSplit.RowGroups groups;
  private final RecordParser parser;
  private final ReadLimits limits;
  private @Nullable ParquetFileReader file;
  private final CompressionCodecFactory codecs = ParquetParts.options().getCodecFactory();
  private @Nullable RowGroupPages pages;
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
      Group row = row();
      line++;
      return row == null ? tooLarge() : record(row);
    } catch (UnreadableArchive | FileSystemException e) {
      ended = true;
      return checked.failed(line + 1, RejectionReason.UNREADABLE_FILE, e, "");
    } catch (IOException | RuntimeException e) {
      ended = true;
      return isCut()
          ? checked.cut(line + 1, new EOFException("it does not end as Parquet ends"), "")
          : checked.failed(
              line + 1, RejectionReason.UNREADABLE_FILE, new UnreadableArchive(flaw(), e), "");
    }
  }

  /** What is wrong with a file that is not cut. */
  private String flaw() {
    if (file != null) {
      return "row %d, and what follows, cannot be decoded, since its bytes are damaged; write the file anew"
          .formatted(line + 1);
    }
    return switch (ends()) {
      case MAGIC + MAGIC -> "its footer is damaged; write the file anew";
      case ENCRYPTED + ENCRYPTED, MAGIC + ENCRYPTED ->
          "it is encrypted; write it without encryption";
      default -> "it is no Parquet file, which begins and ends with " + MAGIC;
    };
  }

  private boolean hasRow(ParquetFileReader file) throws IOException {
    while (rowsLeft == 0) {
      if (nextGroup == groups.end()) {
        return false;
      }
      MessageType schema = file.getFileMetaData().getSchema();
      BlockMetaData group = file.getRowGroups().get(nextGroup);
      checkCompression(group);
      rowsLeft = group.getRowCount();
      rows = rows(group, schema);
      nextGroup++;
    }
    return true;
  }

  /** The next row, or null when a page of its row group is too large. */
  private @Nullable Group row() {
    try {
      return rows == null ? null : rows.read();
    } catch (UncheckedIOException e) {
      checkTooLarge(e);
      rows = null;
      return null;
    }
  }

  private @Nullable RecordReader<Group> rows(BlockMetaData group, MessageType schema)
      throws IOException {
    closePages();
    pages = new RowGroupPages(split.path(), split.size(), group, codecs, limits.heapShare());
    try {
      return new ColumnIOFactory()
          .getColumnIO(schema)
          .getRecordReader(pages, new GroupRecordConverter(schema));
    } catch (UncheckedIOException e) {
      checkTooLarge(e);
      return null;
    }
  }

  private static void checkTooLarge(UncheckedIOException e) {
    if (!(e.getCause() instanceof RowGroupPages.PageTooLarge)) {
      throw e;
    }
  }

  private ArchiveRecord tooLarge() {
    return new Rejected(
        line,
        RejectionReason.TOO_LARGE,
        "Cannot take in a row of a row group with a page of more than %,d bytes, the memory of a task: write smaller pages, or give the process more (ASSAY_HEAP)"
            .formatted(limits.heapShare()),
        "");
  }

  private void closePages() {
    if (pages != null) {
      pages.close();
      pages = null;
    }
  }

  /** For others Hadoop would look for programs of the system. */
  private static void checkCompression(BlockMetaData group) throws UnreadableArchive {
    for (ColumnChunkMetaData column : group.getColumns()) {
      CompressionCodecName codec = column.getCodec();
      if (!READ.contains(codec)) {
        throw new UnreadableArchive(
            "it is compressed with %s, which is not read; write it with Snappy, gzip or Zstandard"
                .formatted(codec));
      }
    }
  }

  private ArchiveRecord record(Group row) {
    ParquetRow read = new ParquetRow(limits);
    try {
      read.read(row);
      groups.constants().forEach(read::constant);
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
    String ends = ends();
    return ends.length() < 2 * MAGIC.length()
        ? MAGIC.startsWith(ends.substring(0, Math.min(ends.length(), MAGIC.length())))
        : ends.startsWith(MAGIC) && !ends.endsWith(MAGIC) && !ends.endsWith(ENCRYPTED);
  }

  /** The file's first four bytes and its last four; all bytes of a file that has fewer than 8. */
  private String ends() {
    try (RandomAccessFile bytes = new RandomAccessFile(split.file(), "r")) {
      byte[] ends = new byte[(int) Math.min(2L * MAGIC.length(), bytes.length())];
      int head = Math.min(MAGIC.length(), ends.length);
      bytes.readFully(ends, 0, head);
      bytes.seek(bytes.length() - (ends.length - head));
      bytes.readFully(ends, head, ends.length - head);
      return new String(ends, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "unreadable";
    }
  }

  @Override
  public void close() {
    ended = true;
    rows = null;
    closePages();
    codecs.release();
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
