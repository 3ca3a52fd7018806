package dev.assay.results.commit;

import dev.assay.results.AssayTable;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.FileEdit;
import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.internal.actions.SetTransaction;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.transaction.UpdateTableTransactionBuilder;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One commit that is being made to a table, on top of a snapshot: at most once if it has a number,
 * however often it is tried, and in one piece whatever was appended since.
 */
public final class TableCommit {

  private static final Logger log = LoggerFactory.getLogger(TableCommit.class);

  /** The operation of a commit of maintenance. */
  static final Operation MAINTENANCE = Operation.MANUAL_UPDATE;

  /** Who commits maintenance of a metric: of two that begin at the same snapshot one fails. */
  private static final String MAINTAINER = "maintenance of ";

  private final Warehouse warehouse;
  private final AssayTable table;
  private final Snapshot snapshot;
  private final Transaction transaction;
  private final Row state;
  private final List<Row> actions = new ArrayList<>();

  /** What the table's log has of applications once this commit is made. */
  private final Map<String, Long> numbers = new HashMap<>();

  /** Paths that the table has no longer once this commit is made. */
  private final Set<String> removed = new HashSet<>();

  /**
   * Begins a commit.
   *
   * @param application who commits
   * @param number of this commit by that application, higher than any before
   */
  public TableCommit(
      Warehouse warehouse, AssayTable table, Snapshot snapshot, String application, long number) {
    this(
        warehouse,
        table,
        snapshot,
        begun(snapshot, Operation.WRITE).withTransactionId(application, number));
    numbers.put(application, number);
  }

  /** Begins a commit that may be repeated, so needs no number. */
  public TableCommit(Warehouse warehouse, AssayTable table, Snapshot snapshot) {
    this(warehouse, table, snapshot, begun(snapshot, Operation.WRITE));
  }

  /**
   * Begins one that only takes away what readers of some metrics do not see; {@link TableLog} tells
   * it apart.
   *
   * @param metricIds at least one
   */
  public static TableCommit ofMaintenance(
      Warehouse warehouse, AssayTable table, Snapshot snapshot, SortedSet<String> metricIds) {
    String first = MAINTAINER + metricIds.first();
    long number = warehouse.committed(snapshot, first) + 1;
    TableCommit commit =
        new TableCommit(
            warehouse,
            table,
            snapshot,
            begun(snapshot, MAINTENANCE).withTransactionId(first, number));
    commit.numbers.put(first, number);
    for (String other : metricIds.tailSet(metricIds.first() + '\0')) {
      commit.note(MAINTAINER + other, warehouse.committed(snapshot, MAINTAINER + other) + 1);
    }
    return commit;
  }

  private TableCommit(
      Warehouse warehouse,
      AssayTable table,
      Snapshot snapshot,
      UpdateTableTransactionBuilder begun) {
    this.warehouse = warehouse;
    this.table = table;
    this.snapshot = snapshot;
    this.transaction = begun.build(warehouse.engine());
    this.state = transaction.getTransactionState(warehouse.engine());
  }

  private static UpdateTableTransactionBuilder begun(Snapshot snapshot, Operation operation) {
    return snapshot.buildUpdateTableTransaction(Warehouse.ENGINE_INFO, operation);
  }

  /** Adds files that were written. */
  public TableCommit add(Collection<DataFile> files) {
    Map<Map<String, String>, List<DataFile>> byPartition = new HashMap<>();
    for (DataFile file : files) {
      byPartition.computeIfAbsent(file.partition(), p -> new ArrayList<>()).add(file);
    }
    byPartition.forEach((partition, members) -> actions.addAll(actions(partition, members)));
    return this;
  }

  /** Removes files of the snapshot. Nobody else may remove any at that time. */
  public TableCommit remove(Collection<DataFiles.Removable> files) {
    Optional<Long> now = Optional.of(System.currentTimeMillis());
    for (DataFiles.Removable file : files) {
      actions.add(
          SingleAction.createRemoveFileSingleAction(file.action().toRemoveFileRow(true, now)));
      removed.add(file.file().path());
    }
    return this;
  }

  /**
   * Puts copies without some rows in the place of the snapshot's files that have them. Nobody else
   * may remove files at that time.
   *
   * @param rows their positions, by file
   * @throws IllegalStateException when the snapshot does not have one of the files
   */
  public TableCommit drop(Map<Path, BitSet> rows) throws IOException {
    List<DataFiles.Removable> dropped = new ArrayList<>();
    List<DataFile> copies = new ArrayList<>();
    Set<Path> left = new HashSet<>(rows.keySet());
    for (DataFiles.Removable file : DataFiles.removable(warehouse, snapshot)) {
      DataFiles.Live live = file.file();
      Path path = Path.of(live.path());
      if (left.remove(path)) {
        dropped.add(file);
        BitSet positions = Objects.requireNonNull(rows.get(path));
        new FileEdit(table, live.path(), live.partition(), positions, new BitSet())
            .copy()
            .ifPresent(copies::add);
      }
    }
    if (!left.isEmpty()) {
      throw new IllegalStateException(
          "Cannot take rows from %s: somebody else writes to it".formatted(table.label()));
    }
    return remove(dropped).add(copies);
  }

  /** Notes the number that another application has come to. */
  public TableCommit note(String application, long number) {
    SetTransaction note =
        new SetTransaction(application, number, Optional.of(System.currentTimeMillis()));
    actions.add(SingleAction.createTxnSingleAction(note.toRow()));
    numbers.put(application, number);
    return this;
  }

  /**
   * Makes the commit.
   *
   * @return a version of the table that has it
   */
  public long make() {
    try {
      TransactionCommitResult result =
          transaction.commit(
              warehouse.engine(),
              CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator())));
      runHooks(result);
      return result.getVersion();
    } catch (RuntimeException e) {
      // The commit may have gone through although its acknowledgement was lost: ask the table.
      Snapshot newest = warehouse.existing(table);
      if (!isMade(newest)) {
        throw e;
      }
      log.info("Commit {} to {} had gone through", numbers, table.label());
      return newest.getVersion();
    }
  }

  /** By its numbers, which another's commit may have had as well, and by what it removes. */
  private boolean isMade(Snapshot newest) {
    return !(numbers.isEmpty() && removed.isEmpty())
        && numbers.entrySet().stream()
            .allMatch(of -> warehouse.committed(newest, of.getKey()) >= of.getValue())
        && (removed.isEmpty()
            || DataFiles.of(warehouse, newest, Optional.empty()).stream()
                .map(DataFiles.Live::path)
                .noneMatch(removed::contains));
  }

  private List<Row> actions(Map<String, String> partition, List<DataFile> files) {
    Engine engine = warehouse.engine();
    Map<String, Literal> values = new HashMap<>();
    partition.forEach(
        (column, value) -> values.put(column, literal(table.schema(), column, value)));
    DataWriteContext context = Transaction.getWriteContext(engine, state, values);
    List<Row> added = new ArrayList<>();
    try (CloseableIterator<Row> generated =
        Transaction.generateAppendActions(
            engine,
            state,
            Utils.toCloseableIterator(files.stream().map(this::status).iterator()),
            context)) {
      generated.forEachRemaining(added::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return added;
  }

  private DataFileStatus status(DataFile file) {
    Map<Column, Literal> min = new HashMap<>();
    Map<Column, Literal> max = new HashMap<>();
    Map<Column, Long> nulls = new HashMap<>();
    file.statistics()
        .forEach(
            (name, column) -> {
              nulls.put(new Column(name), column.nulls());
              if (column.min() != null && column.max() != null) {
                DataType type = table.schema().get(name).getDataType();
                min.put(new Column(name), bound(type, column.min()));
                max.put(new Column(name), bound(type, column.max()));
              }
            });
    return new DataFileStatus(
        pathBelow(file),
        file.bytes(),
        file.modifiedAtMillis(),
        Optional.of(new DataFileStatistics(file.rows(), min, max, nulls, Optional.empty())));
  }

  /**
   * Kernel keeps a path relative to the table only when it begins like the snapshot's. An absolute
   * one could never be removed again: Spark names the file with a scheme, and both would count.
   */
  private String pathBelow(DataFile file) {
    return snapshot.getPath() + "/" + warehouse.path(table).relativize(Path.of(file.path()));
  }

  private static Literal literal(StructType schema, String column, String value) {
    return schema.get(column).getDataType() instanceof IntegerType
        ? Literal.ofInt(Integer.parseInt(value))
        : Literal.ofString(value);
  }

  private static Literal bound(DataType type, Object value) {
    if (type instanceof TimestampType) {
      return Literal.ofTimestamp((Long) value);
    }
    if (value instanceof Long number) {
      return Literal.ofLong(number);
    }
    if (value instanceof Integer number) {
      return Literal.ofInt(number);
    }
    if (value instanceof Double number) {
      return Literal.ofDouble(number);
    }
    return Literal.ofString((String) value);
  }

  /** Without its hooks a table never gets a checkpoint; a failed hook harms no row. */
  private void runHooks(TransactionCommitResult result) {
    for (PostCommitHook hook : result.getPostCommitHooks()) {
      try {
        hook.threadSafeInvoke(warehouse.engine());
      } catch (IOException | RuntimeException e) {
        log.warn("Cannot run {} of {}: {}", hook.getType(), table.label(), e.toString());
      }
    }
  }
}
