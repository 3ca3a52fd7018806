package dev.assay.erasure;

import dev.assay.installation.Home;
import dev.assay.results.query.WarehouseSql;
import dev.assay.results.rewrite.ParquetErasure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What runs that were stopped have read of archives and not yet committed. */
final class Staging {

  private static final String DONE = "_SUCCESS";

  private final Path folder;

  Staging(Home home) {
    this.folder = home.staging();
  }

  /** Files of records that were read whole. */
  List<Path> records() {
    return files("records");
  }

  /** Decisions say nothing of the organization, but their run does. */
  private String runOf(Path file) {
    return folder.relativize(file).getName(0).toString();
  }

  /**
   * Erases conversations from what was staged whole; what was not is read again, and goes.
   *
   * @param runIds runs of the organization
   * @return how many records were erased
   */
  long erase(String orgId, Identifiers identifiers, Set<String> runIds) {
    folders().stream().filter(f -> Files.notExists(f.resolve(DONE))).forEach(Staging::delete);
    long rows =
        ParquetErasure.erase(
            records(),
            "(%s) OR (%s)"
                .formatted(
                    identifiers.areOf(orgId, "id"), identifiers.areQuotedBy("raw", "message")));
    ParquetErasure.erase(
        files("decisions").stream().filter(f -> runIds.contains(runOf(f))).toList(),
        "id IN (%s)"
            .formatted(
                String.join(
                    ", ", identifiers.ids().stream().map(WarehouseSql::textLiteral).toList())));
    return rows;
  }

  private List<Path> files(String what) {
    return folders().stream()
        .filter(f -> f.resolveSibling("").endsWith(what) || f.endsWith(what))
        .filter(f -> Files.exists(f.resolve(DONE)))
        .flatMap(f -> children(f).stream())
        .filter(f -> f.toString().endsWith(".parquet"))
        .toList();
  }

  /** Folders that Spark wrote, or was about to write. */
  private List<Path> folders() {
    return children(folder).stream()
        .flatMap(run -> children(run).stream())
        .filter(Files::isDirectory)
        .flatMap(f -> f.endsWith("decisions") ? children(f).stream() : Stream.of(f))
        .toList();
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
