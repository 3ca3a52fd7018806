package dev.assay.erasure;

import dev.assay.installation.Home;
import dev.assay.results.file.ParquetCopy;
import dev.assay.results.query.RowSearch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What runs that were stopped have read of archives and not yet committed: records, in files of
 * Parquet; and files of conversations and their parts, which lie in the tables' folders.
 */
final class Staging {

  /** The file that names what a run takes in; it says nothing of conversations. */
  private static final String DELIVERY = "delivery.json";

  private final Path folder;

  Staging(Home home) {
    this.folder = home.staging();
  }

  /**
   * Throws away what a run has staged when conversations are among it: it reads its files again,
   * and those that are refused by then are not staged.
   *
   * @return how many records of the conversations were staged
   */
  long erase(String orgId, Identifiers identifiers) {
    String condition =
        "(%s) OR (%s)"
            .formatted(identifiers.areOf(orgId, "id"), identifiers.areQuotedBy("raw", "message"));
    long erased = 0;
    for (Path run : children(folder)) {
      long records = records(run, condition);
      if (records > 0) {
        // Last the records: what names them must not outlive them, nor be left by a second try.
        children(run).stream()
            .filter(file -> !file.endsWith(DELIVERY))
            .sorted(Comparator.comparing(Staging::isRecords))
            .forEach(Staging::delete);
      }
      erased += records;
    }
    return erased;
  }

  private static long records(Path run, String condition) {
    Map<Boolean, List<Path>> files =
        children(run).stream()
            .filter(Staging::isRecords)
            .collect(Collectors.partitioningBy(ParquetCopy::isReadable));
    // Their writers were killed: nobody refers to them.
    Objects.requireNonNull(files.get(false)).forEach(Staging::delete);
    try {
      Map<Path, BitSet> found = RowSearch.find(Objects.requireNonNull(files.get(true)), condition);
      return found.values().stream().mapToLong(BitSet::cardinality).sum();
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot search what was staged under %s: %s".formatted(run, e.getMessage()), e);
    }
  }

  private static boolean isRecords(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("records") && name.endsWith(".parquet");
  }

  private static List<Path> children(Path of) {
    if (!Files.isDirectory(of)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(of)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + of, e);
    }
  }

  /** Deletes a file, or a folder with all that is in it. */
  static void delete(Path what) {
    try (Stream<Path> all = Files.walk(what)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + what, e);
    }
  }
}
