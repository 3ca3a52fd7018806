package dev.assay.archive.file;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * A part of an archive file that one task reads, as {@link ArchiveFile#inspect} found it.
 *
 * @param file the path of the file
 * @param fileHash SHA-256 of the whole file, 64 lowercase hex
 * @param size of the whole file, in bytes
 * @param mtimeMicros when the file was last modified, microseconds since 1970 UTC
 * @param encoding how its bytes become text
 * @param portion which part of the file
 * @param firstLine the number of the part's first line, value or row in the whole file, from 1
 * @param last whether the file ends with this part
 */
public record ArchiveSplit(
    String file,
    String fileHash,
    long size,
    long mtimeMicros,
    FileEncoding encoding,
    Portion portion,
    long firstLine,
    boolean last)
    implements Serializable {

  /** Which part of a file a split is. Bytes are those of the decoded file. */
  public sealed interface Portion extends Serializable {

    /** All from this one to a later one of its kind. */
    Portion to(Portion later);
  }

  /** The bytes from {@code start}, inclusive, to {@code end}, exclusive, of a file of lines. */
  public record Lines(long start, long end) implements Portion {
    @Override
    public Portion to(Portion later) {
      return new Lines(start, ((Lines) later).end);
    }
  }

  /**
   * The bytes from {@code start}, inclusive, to {@code end}, exclusive, with values of JSON between
   * commas or spaces.
   *
   * @param isClosed whether what follows them is there: else the file is cut
   */
  public record Values(long start, long end, boolean isClosed) implements Portion {
    @Override
    public Portion to(Portion later) {
      Values last = (Values) later;
      return new Values(start, last.end, last.isClosed);
    }
  }

  /** All rows of a file of comma-separated values, of which the first names the columns. */
  public record Rows() implements Portion {
    @Override
    public Portion to(Portion later) {
      return this;
    }
  }

  /**
   * The row groups from {@code first}, inclusive, to {@code end}, exclusive, of Parquet.
   *
   * @param constants what each row has beside that
   */
  public record RowGroups(int first, int end, Map<String, String> constants) implements Portion {
    public RowGroups {
      constants = Map.copyOf(constants);
    }

    @Override
    public Portion to(Portion later) {
      return new RowGroups(first, ((RowGroups) later).end, constants);
    }
  }

  public ArchiveSplit {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(fileHash, "fileHash");
    Objects.requireNonNull(encoding, "encoding");
    Objects.requireNonNull(portion, "portion");
  }

  public Path path() {
    return Path.of(file);
  }
}
