package dev.assay.archive.file;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A part of an archive file that one task reads, as {@link ArchiveFile#inspect} found it.
 *
 * @param file the path of the file
 * @param fileHash SHA-256 of the whole file, 64 lowercase hex
 * @param size of the whole file, in bytes
 * @param mtimeMicros when the file was last modified, microseconds since 1970 UTC
 * @param portion which part of the file
 * @param firstLine the number of the part's first line (row) in the whole file, from 1
 * @param last whether the file ends with this part
 */
public record ArchiveSplit(
    String file,
    String fileHash,
    long size,
    long mtimeMicros,
    Portion portion,
    long firstLine,
    boolean last)
    implements Serializable {

  /** Which part of a file a split is. */
  public sealed interface Portion extends Serializable {}

  /** The bytes from {@code start}, inclusive, to {@code end}, exclusive, of a file of lines. */
  public record Bytes(long start, long end) implements Portion {}

  /** The row groups from {@code first}, inclusive, to {@code end}, exclusive, of Parquet. */
  public record RowGroups(int first, int end) implements Portion {}

  public ArchiveSplit {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(fileHash, "fileHash");
    Objects.requireNonNull(portion, "portion");
  }

  public Path path() {
    return Path.of(file);
  }
}
