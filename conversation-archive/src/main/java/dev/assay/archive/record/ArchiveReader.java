package dev.assay.archive.record;

import dev.assay.archive.ReadOptions;
import dev.assay.archive.file.ArchiveSplit;
import java.util.Set;

/** Reads the conversations of one split of an archive file, as a stream. */
public final class ArchiveReader {

  private ArchiveReader() {}

  /**
   * The records of {@code split}. Every line that is not blank, every value of a list and every row
   * is exactly one record; a failure of the file is one more, the last. Nothing is opened before
   * the first record is asked for, and memory grows with the longest line (for Parquet: with the
   * largest page of each column), up to what {@code limits} allow, and not with the file.
   */
  public static ArchiveRecords read(ArchiveSplit split, ReadOptions options, ReadLimits limits) {
    return read(split, options, limits, new MappingMatches());
  }

  /**
   * The same.
   *
   * @param matches is told of each record
   */
  public static ArchiveRecords read(
      ArchiveSplit split, ReadOptions options, ReadLimits limits, MappingMatches matches) {
    return read(split, new RecordParser(options, limits, name(split), matches, false), limits);
  }

  /** The same, with notes of what nobody reads. */
  static ArchiveRecords inspect(
      ArchiveSplit split, ReadOptions options, ReadLimits limits, MappingMatches matches) {
    return read(split, new RecordParser(options, limits, name(split), matches, true), limits);
  }

  /** The names of all formats, which no mapping may have. */
  public static Set<String> formats() {
    return RecordParser.formatNames();
  }

  private static String name(ArchiveSplit split) {
    return String.valueOf(split.path().getFileName());
  }

  private static ArchiveRecords read(ArchiveSplit split, RecordParser parser, ReadLimits limits) {
    RecordSource source;
    if (split.portion() instanceof ArchiveSplit.RowGroups rowGroups) {
      source = new ParquetSource(split, rowGroups, parser, limits);
    } else if (split.portion() instanceof ArchiveSplit.Rows) {
      source = new TableSource(split, parser, limits);
    } else {
      source = new TextSource(split, parser, limits);
    }
    return new LookAheadRecords(source);
  }
}
