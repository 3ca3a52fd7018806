package dev.assay.archive.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An archive file as it was found, and how to read it in parts.
 *
 * @param path as it was given
 * @param hash SHA-256 of its bytes, 64 lowercase hex
 * @param size in bytes
 * @param mtimeMicros when it was last modified, microseconds since 1970 UTC
 * @param splits in order, at least one; together they are the whole file
 */
public record ArchiveFile(
    Path path, String hash, long size, long mtimeMicros, List<ArchiveSplit> splits) {

  /** A plain file of lines, or a Parquet file, is split into parts of about this many bytes. */
  public static final long SPLIT_BYTES = 16L * 1024 * 1024;

  public ArchiveFile {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(hash, "hash");
    splits = List.copyOf(splits);
  }

  /**
   * Reads the file once, from its start to its end. What the file holds is not judged here: a
   * damaged one is inspected like any other, and its splits yield the reason. A file of lines that
   * grows meanwhile is read as far as it went at the start.
   *
   * @throws IOException when the file cannot be read, or changes while it is read
   * @throws IllegalArgumentException when its name is not that of an archive
   */
  public static ArchiveFile inspect(Path path) throws IOException {
    return inspect(path, SPLIT_BYTES, Map.of());
  }

  /**
   * The same.
   *
   * @param splitBytes about so large are the splits of what can be split
   * @param constants what each row of a Parquet file has beside what stands in it
   */
  public static ArchiveFile inspect(Path path, long splitBytes, Map<String, String> constants)
      throws IOException {
    if (!ArchiveName.isArchive(path)) {
      throw new IllegalArgumentException(
          "Unsupported archive %s: archives end with %s".formatted(path, ArchiveName.endings()));
    }
    try {
      return inspected(path, splitBytes, constants);
    } catch (IOException e) {
      throw new IOException(FileState.explain(path, e), e);
    }
  }

  private static ArchiveFile inspected(Path path, long splitBytes, Map<String, String> constants)
      throws IOException {
    FileState before = FileState.of(path);
    boolean isParquet = ArchiveName.isParquet(path);
    FileEncoding encoding = isParquet ? FileEncoding.PLAIN : FileEncoding.of(path);
    boolean isTable = ArchiveName.isTable(path);
    InspectionPass pass =
        new InspectionPass(
            encoding, !isParquet && !isTable, isParquet ? Long.MAX_VALUE : splitBytes);
    try (InputStream in = new FilePortion(path, 0, before.size())) {
      pass.read(in);
    }
    List<InspectionPass.Part> parts;
    if (isParquet) {
      parts = ParquetParts.of(path, splitBytes, constants);
    } else if (isTable) {
      parts = List.of(new InspectionPass.Part(new ArchiveSplit.Rows(), 1));
    } else {
      parts = pass.parts();
    }
    boolean mayGrow = encoding.isPlain() && parts.get(0).portion() instanceof ArchiveSplit.Lines;
    if (!before.isStill(FileState.of(path), mayGrow)) {
      throw new UnreadableArchive("it changes while it is read");
    }
    return of(path, before, HexFormat.of().formatHex(pass.hash()), encoding, parts);
  }

  private static ArchiveFile of(
      Path path,
      FileState state,
      String hash,
      FileEncoding encoding,
      List<InspectionPass.Part> parts) {
    InspectionPass.Part last = parts.get(parts.size() - 1);
    List<ArchiveSplit> splits =
        parts.stream()
            .map(
                part ->
                    new ArchiveSplit(
                        path.toString(),
                        hash,
                        state.size(),
                        state.mtimeMicros(),
                        encoding,
                        part.portion(),
                        part.firstLine(),
                        part.equals(last)))
            .toList();
    return new ArchiveFile(path, hash, state.size(), state.mtimeMicros(), splits);
  }
}
