package dev.assay.results.rewrite;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.TableCommit;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.ParquetCopy;
import dev.assay.results.query.RowSearch;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Predicate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Erases rows from a table and from everything that repeats them: files that the table no longer
 * refers to, and the log of its earlier versions. Only files that hold such rows are rewritten.
 *
 * <p>Nobody else may write to the table meanwhile. A kill at any moment leaves a table that can be
 * read, and what it had begun is found and ended by doing the same again.
 */
public final class TableErasure {

  private static final String PARQUET = ".parquet";

  /** A file of the log begins with its version; one with a dot before was never completed. */
  private static final Pattern LOG_FILE = Pattern.compile("(\\.?)(\\d{20})\\..*");

  private final Warehouse warehouse;
  private final AssayTable table;
  private final String condition;
  private final Optional<Predicate> pruning;

  /**
   * What holds rows that are to be erased.
   *
   * @param live files of the table, with the positions of the rows
   * @param abandoned files that the table does not refer to
   * @param broken files whose writers were killed: nobody refers to them, or can tell what they
   *     hold
   */
  public record Found(Map<Path, BitSet> live, Set<Path> abandoned, Set<Path> broken) {

    /** All files that hold such rows, and can be read. */
    public List<Path> readable() {
      return Stream.concat(live.keySet().stream(), abandoned.stream()).toList();
    }

    /** Rows of the table. */
    public long rows() {
      return live.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    /** Whether nothing holds such rows. */
    public boolean isEmpty() {
      return live.isEmpty() && abandoned.isEmpty() && broken.isEmpty();
    }
  }

  /**
   * @param condition SQL of DuckDB's over the table's columns that are no partition columns: which
   *     rows are erased
   * @param pruning leaves out files in which no row can meet the condition
   */
  public TableErasure(
      Warehouse warehouse, AssayTable table, String condition, Optional<Predicate> pruning) {
    this.warehouse = warehouse;
    this.table = table;
    this.condition = condition;
    this.pruning = pruning;
  }

  /** Finds what holds such rows. */
  public Found find() {
    try {
      List<Path> candidates =
          DataFiles.of(warehouse, table, pruning).stream().map(f -> Path.of(f.path())).toList();
      Map<Boolean, Set<Path>> unreferenced =
          unreferenced().stream()
              .collect(
                  Collectors.partitioningBy(
                      ParquetCopy::isReadable, Collectors.toCollection(TreeSet::new)));
      Set<Path> readable = Objects.requireNonNull(unreferenced.get(true));
      return new Found(
          RowSearch.find(candidates, condition),
          new TreeSet<>(RowSearch.find(readable, condition).keySet()),
          Objects.requireNonNull(unreferenced.get(false)));
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot search the files of %s: %s".formatted(table.label(), e.getMessage()), e);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Files of the table's folder that its newest version does not refer to. */
  private Set<Path> unreferenced() throws IOException {
    Path folder = warehouse.path(table);
    if (Files.notExists(folder)) {
      return Set.of();
    }
    Set<Path> referenced =
        DataFiles.of(warehouse, table, Optional.empty()).stream()
            .map(f -> Path.of(f.path()))
            .collect(Collectors.toSet());
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(PARQUET))
          .filter(file -> !file.startsWith(folder.resolve(Warehouse.LOG)))
          .filter(file -> !referenced.contains(file))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /**
   * Erases what was found: puts copies in the place of files, in one commit; then ends the log of
   * earlier versions by a checkpoint; and only then deletes what the table no longer needs.
   */
  public void erase(Found found) {
    if (found.isEmpty()) {
      return;
    }
    try {
      long version = replace(found.live());
      Engine engine = warehouse.engine();
      Table.forPath(engine, warehouse.path(table).toString()).checkpoint(engine, version);
      forgetBefore(version);
      for (Path file : found.readable()) {
        Files.deleteIfExists(file);
      }
      for (Path file : found.broken()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Commits even when no file is replaced, so that the newest entry of the log is this one: others
   * may say something of files that are deleted.
   */
  private long replace(Map<Path, BitSet> files) throws IOException {
    Snapshot snapshot = warehouse.newest(table).orElseThrow();
    return new TableCommit(warehouse, table, snapshot).drop(files).make();
  }

  private void forgetBefore(long version) throws IOException {
    try (Stream<Path> all = Files.list(warehouse.path(table).resolve(Warehouse.LOG))) {
      for (Path file : all.toList()) {
        Matcher name = LOG_FILE.matcher(file.getFileName().toString());
        if (name.matches()
            && (!name.group(1).isEmpty() || Long.parseLong(name.group(2)) < version)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException(
        "Cannot erase from %s: %s".formatted(warehouse.path(table), e.getMessage()), e);
  }
}
