package dev.assay.results.commit;

import dev.assay.results.AssayTable;
import dev.assay.results.storage.DurableFileSystem;
import dev.assay.results.storage.HardLinkLogStore;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.transaction.CreateTableTransactionBuilder;
import io.delta.kernel.transaction.DataLayoutSpec;
import io.delta.kernel.utils.CloseableIterable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** The folder that holds the Delta tables, and the Kernel engine that reads and appends to them. */
public final class Warehouse {

  /** What Assay calls itself in each table's history. */
  static final String ENGINE_INFO = "Assay";

  /** The folder of a table's log, in that of the table. */
  public static final String LOG = "_delta_log";

  private final Path root;
  private final Engine engine;

  private Warehouse(Path root, Engine engine) {
    this.root = root;
    this.engine = engine;
  }

  /** The warehouse at {@code root}; nothing is created or read yet. */
  public static Warehouse at(Path root) {
    Configuration configuration = new Configuration(false);
    configuration.set(
        HardLinkLogStore.KERNEL_KEY,
        System.getProperty(HardLinkLogStore.KERNEL_KEY, HardLinkLogStore.class.getName()));
    configuration.set(DurableFileSystem.KEY, DurableFileSystem.class.getName());
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    return new Warehouse(root.toAbsolutePath().normalize(), DefaultEngine.create(configuration));
  }

  /** The folder that holds the tables; absolute. */
  public Path root() {
    return root;
  }

  /** The folder of a table. */
  public Path path(AssayTable table) {
    return root.resolve(table.label());
  }

  /** Whether a table was created here. */
  public boolean exists(AssayTable table) {
    Path log = path(table).resolve(LOG);
    try (DirectoryStream<Path> commits = Files.newDirectoryStream(log, "[0-9]*")) {
      return commits.iterator().hasNext();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + log, e);
    }
  }

  /** Whether the log of a table has the file of a commit; those of old commits are cleaned up. */
  public boolean hasCommit(AssayTable table, long version) {
    return Files.exists(path(table).resolve(LOG + "/%020d.json".formatted(version)));
  }

  /** Creates each table that is missing; safe when several processes do so at once. */
  public void createMissing() {
    for (AssayTable table : AssayTable.values()) {
      if (!exists(table)) {
        create(table);
      }
    }
  }

  /** The newest snapshot of a table, or empty when the table does not exist. */
  public Optional<Snapshot> newest(AssayTable table) {
    if (!exists(table)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Table.forPath(engine, path(table).toString()).getLatestSnapshot(engine));
    } catch (TableNotFoundException e) {
      return Optional.empty();
    }
  }

  /** The newest snapshot of a table that must be there. */
  public Snapshot existing(AssayTable table) {
    return newest(table)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot find the table %s: ./assay nightly creates it".formatted(path(table))));
  }

  /** The newest transaction number of an application in a snapshot, or -1 if none. */
  public long committed(Snapshot snapshot, String application) {
    return snapshot.getLatestTransactionVersion(engine, application).orElse(-1L);
  }

  public Engine engine() {
    return engine;
  }

  private void create(AssayTable table) {
    CreateTableTransactionBuilder builder =
        TableManager.buildCreateTableTransaction(
                path(table).toString(), table.schema(), ENGINE_INFO)
            .withTableProperties(table.properties());
    if (!table.partitionColumns().isEmpty()) {
      builder =
          builder.withDataLayoutSpec(
              DataLayoutSpec.partitioned(
                  table.partitionColumns().stream().map(Column::new).toList()));
    }
    try {
      // Hadoop would start a process to set the permissions of a folder that it makes.
      Files.createDirectories(path(table).resolve(LOG));
      Transaction creation = builder.build(engine);
      creation.commit(engine, CloseableIterable.emptyIterable());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create " + path(table), e);
    } catch (RuntimeException e) {
      // Another process may have been first, or the commit made and its acknowledgement lost.
      if (newest(table).isEmpty()) {
        throw e;
      }
    }
  }
}
