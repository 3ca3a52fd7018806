package dev.assay.archive.file;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** How an archive file is packed; its name says it. */
public enum ArchiveKind {
  LINES(".jsonl"),
  GZIP_LINES(".jsonl.gz"),
  PARQUET(".parquet");

  private final String ending;

  ArchiveKind(String ending) {
    this.ending = ending;
  }

  /** The kind that the file's name tells, or empty for a file that is no archive. */
  public static Optional<ArchiveKind> of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (ArchiveKind kind : values()) {
      if (name.endsWith(kind.ending)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
