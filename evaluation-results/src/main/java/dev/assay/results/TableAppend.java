package dev.assay.results;

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
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.statistics.DataFileStatistics;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends written files to a table in one commit, at most once for each transaction number.
 *
 * <p>Appends never conflict with one another, so any number of processes may append to one table.
 */
public final class TableAppend {

  private static final Logger log = LoggerFactory.getLogger(TableAppend.class);

  private final Warehouse warehouse;

  public TableAppend(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * The newest transaction number that {@code application} has committed to a table, or -1 if none.
   */
  public long committed(AssayTable table, String application) {
    return warehouse.newest(table).map(s -> committed(s, application)).orElse(-1L);
  }

  /**
   * Commits {@code files} to {@code table} as transaction {@code number} of {@code application}.
   * Does nothing when that number, or a higher one, is already committed: a writer that is not sure
   * whether its commit went through simply calls again, and must therefore never use a number twice
   * for other rows.
   *
   * @return whether this call made the commit
   */
  public boolean commit(
      AssayTable table, Collection<DataFile> files, String application, long number) {
    try {
      Snapshot snapshot = existing(table);
      if (committed(snapshot, application) >= number) {
        return false;
      }
      append(snapshot, table, files, application, number);
      return true;
    } catch (RuntimeException e) {
      // The commit may have gone through although its acknowledgement was lost: ask the table.
      if (committed(table, application) >= number) {
        log.info("Commit {} of {} to {} had gone through", number, application, table.label());
        return true;
      }
      throw e;
    }
  }

  private Snapshot existing(AssayTable table) {
    return warehouse
        .newest(table)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot append to %s: the table does not exist"
                        .formatted(warehouse.path(table))));
  }

  private long committed(Snapshot snapshot, String application) {
    return snapshot.getLatestTransactionVersion(warehouse.engine(), application).orElse(-1L);
  }

  private void append(
      Snapshot snapshot,
      AssayTable table,
      Collection<DataFile> files,
      String application,
      long number) {
    Engine engine = warehouse.engine();
    Transaction transaction =
        snapshot
            .buildUpdateTableTransaction(Warehouse.ENGINE_INFO, Operation.WRITE)
            .withTransactionId(application, number)
            .build(engine);
    Row state = transaction.getTransactionState(engine);
    Map<Map<String, String>, List<DataFile>> byPartition = new HashMap<>();
    for (DataFile file : files) {
      byPartition.computeIfAbsent(file.partition(), p -> new ArrayList<>()).add(file);
    }
    List<Row> actions = new ArrayList<>();
    byPartition.forEach(
        (partition, members) ->
            actions.addAll(actions(snapshot, state, table, partition, members)));
    TransactionCommitResult result =
        transaction.commit(
            engine,
            CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator())));
    runHooks(table, result);
  }

  private List<Row> actions(
      Snapshot snapshot,
      Row state,
      AssayTable table,
      Map<String, String> partition,
      List<DataFile> files) {
    Engine engine = warehouse.engine();
    Map<String, Literal> values = new HashMap<>();
    partition.forEach(
        (column, value) -> values.put(column, literal(table.schema(), column, value)));
    DataWriteContext context = Transaction.getWriteContext(engine, state, values);
    List<Row> actions = new ArrayList<>();
    try (CloseableIterator<Row> generated =
        Transaction.generateAppendActions(
            engine,
            state,
            Utils.toCloseableIterator(
                files.stream().map(f -> status(snapshot, table, f)).iterator()),
            context)) {
      generated.forEachRemaining(actions::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return actions;
  }

  private DataFileStatus status(Snapshot snapshot, AssayTable table, DataFile file) {
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
        pathBelow(snapshot, table, file),
        file.bytes(),
        file.modifiedAtMillis(),
        Optional.of(new DataFileStatistics(file.rows(), min, max, nulls, Optional.empty())));
  }

  /**
   * Kernel keeps a path relative to the table only when it begins like the snapshot's. An absolute
   * one could never be removed again: Spark names the file with a scheme, and both would count.
   */
  private String pathBelow(Snapshot snapshot, AssayTable table, DataFile file) {
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
  private void runHooks(AssayTable table, TransactionCommitResult result) {
    for (PostCommitHook hook : result.getPostCommitHooks()) {
      try {
        hook.threadSafeInvoke(warehouse.engine());
      } catch (IOException | RuntimeException e) {
        log.warn("Cannot run {} of {}: {}", hook.getType(), table.label(), e.toString());
      }
    }
  }
}
