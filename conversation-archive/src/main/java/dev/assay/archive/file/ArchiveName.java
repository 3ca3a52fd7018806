package dev.assay.archive.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a file's name tells: whether it is an archive, and of which kind. */
final class ArchiveName {
  private static final List<String> TEXTS = List.of(".jsonl", ".ndjson", ".json");
  private static final String TABLE = ".csv";
  private static final String PARQUET = ".parquet";
  private static final List<String> COMPRESSED = List.of(".gz", ".zst", ".zstd");

  private ArchiveName() {}

  static boolean isArchive(Path file) {
    String name = plain(file);
    return name.endsWith(TABLE) || isParquet(file) || TEXTS.stream().anyMatch(name::endsWith);
  }

  static boolean isParquet(Path file) {
    return name(file).endsWith(PARQUET);
  }

  static boolean isTable(Path file) {
    return plain(file).endsWith(TABLE);
  }

  /** All endings, for a message. */
  static String endings() {
    return ".jsonl, .ndjson, .json, .csv (also .gz, .zst) and .parquet";
  }

  /** Without the ending that says how it is compressed. */
  private static String plain(Path file) {
    String name = name(file);
    for (String ending : COMPRESSED) {
      if (name.endsWith(ending)) {
        return name.substring(0, name.length() - ending.length());
      }
    }
    return name;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }
}
