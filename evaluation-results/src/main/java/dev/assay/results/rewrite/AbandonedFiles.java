package dev.assay.results.rewrite;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.TableLog;
import dev.assay.results.commit.Warehouse;
import io.delta.kernel.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Deletes files that a table no longer refers to, as VACUUM does: those that it removed, or that
 * writers who were killed left behind, longer ago than readers of old versions may need them.
 */
public final class AbandonedFiles {

  /** Delta's usual {@code deletedFileRetentionDuration}. */
  private static final Duration KEPT = Duration.ofDays(7);

  private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");

  private AbandonedFiles() {}

  /** Deletes those of a table. */
  public static void delete(Warehouse warehouse, AssayTable table, Instant now) {
    Instant horizon = now.minus(KEPT);
    Path folder = warehouse.path(table);
    Snapshot snapshot = warehouse.existing(table);
    try {
      Set<Path> needed = new HashSet<>();
      DataFiles.of(warehouse, snapshot, Optional.empty())
          .forEach(file -> needed.add(Path.of(file.path())));
      OptionalLong first = firstCommitSince(folder.resolve(Warehouse.LOG), horizon);
      if (first.isPresent()) {
        TableLog.between(warehouse, table, first.getAsLong() - 1, snapshot.getVersion())
            .forEach(commit -> commit.removed().forEach(file -> needed.add(Path.of(file.path()))));
      }
      for (Path file : older(folder, horizon)) {
        if (!needed.contains(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove files of " + folder, e);
    }
  }

  private static OptionalLong firstCommitSince(Path log, Instant horizon) throws IOException {
    try (Stream<Path> files = Files.list(log)) {
      LongStream.Builder versions = LongStream.builder();
      for (Path file : files.toList()) {
        Matcher name = COMMIT.matcher(file.getFileName().toString());
        if (name.matches() && !Files.getLastModifiedTime(file).toInstant().isBefore(horizon)) {
          versions.add(Long.parseLong(name.group(1)));
        }
      }
      return versions.build().min();
    }
  }

  private static List<Path> older(Path folder, Instant horizon) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all =
          files
              .filter(file -> file.toString().endsWith(".parquet"))
              .filter(file -> !file.startsWith(folder.resolve(Warehouse.LOG)))
              .toList();
    }
    List<Path> older = new java.util.ArrayList<>();
    for (Path file : all) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(horizon)) {
        older.add(file);
      }
    }
    return older;
  }
}
