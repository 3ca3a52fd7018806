package dev.assay.installation;

import dev.assay.ledger.LedgerStore;
import dev.assay.ledger.store.SettledCall;
import dev.assay.results.AssayTable;
import dev.assay.results.JudgementRow;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the calls of a run that are over from the ledger's store to the table {@code judgement},
 * each once, and drops them from the store. Copies beside the evaluation, so that little is left to
 * do when a wave is over, and commits when it is told to or has copied many. Safe to repeat after a
 * crash at any point. Thread-safe.
 */
public final class LedgerFold implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LedgerFold.class);
  private static final int CALLS_AT_ONCE = 500;

  /** So that neither the store nor what is left to do at a wave's end grows with the wave. */
  private static final int CALLS_A_COMMIT = 20_000;

  private static final long ROW_GROUP_BYTES = 32 << 20;
  private static final long SECONDS_BETWEEN_COPIES = 1;
  private static final double NANOS = 1e9;

  private final Warehouse warehouse;
  private final LedgerStore store;
  private final String runId;
  private final String application;
  private final ScheduledExecutorService beside;
  private @Nullable DataFileWriter writer;
  private long committed;
  private long copied;

  /** Whether the table has to be asked how far it is: an unacknowledged commit may be in it. */
  private boolean isUnsure = true;

  /** Begins to copy. */
  public LedgerFold(Warehouse warehouse, LedgerStore store, String runId) {
    this.warehouse = warehouse;
    this.store = store;
    this.runId = runId;
    this.application = runId + "/ledger";
    this.beside =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "ledger-fold-" + runId);
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        beside.scheduleWithFixedDelay(
            this::copyBeside, SECONDS_BETWEEN_COPIES, SECONDS_BETWEEN_COPIES, TimeUnit.SECONDS);
  }

  /** Commits what is over by now. */
  public synchronized void commit() {
    try {
      copy();
      DataFileWriter copies = writer;
      if (copies != null) {
        DataFile file = copies.finish();
        writer = null;
        new TableAppend(warehouse).commit(AssayTable.JUDGEMENT, List.of(file), application, copied);
      }
      committed = copied;
      store.dropCalls(runId, committed);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy the judge calls of run " + runId, e);
    } finally {
      isUnsure = copied != committed;
      discard();
    }
  }

  /** Gives up what is not committed; it stays in the store. */
  @Override
  public void close() {
    beside.shutdownNow();
    discard();
  }

  /**
   * What fails here fails again when it is to be committed, and is told then. Nothing is thrown: a
   * schedule ends when its work throws.
   */
  private synchronized void copyBeside() {
    try {
      copy();
      if (copied - committed >= CALLS_A_COMMIT) {
        commit();
      }
    } catch (IOException | RuntimeException | Error e) {
      log.warn("Cannot copy judge calls yet: {}", e.toString());
      discard();
    }
  }

  private synchronized void copy() throws IOException {
    if (isUnsure) {
      committed =
          Math.max(0, new TableAppend(warehouse).committed(AssayTable.JUDGEMENT, application));
      copied = committed;
      store.dropCalls(runId, committed);
      isUnsure = false;
    }
    List<SettledCall> calls = store.calls(runId, copied, CALLS_AT_ONCE);
    while (!calls.isEmpty()) {
      for (SettledCall call : calls) {
        if (isPaid(call)) {
          writer().write(row(call).toFields());
        }
        copied = call.sequence();
      }
      calls = store.calls(runId, copied, CALLS_AT_ONCE);
    }
  }

  private DataFileWriter writer() throws IOException {
    DataFileWriter open = writer;
    if (open == null) {
      open =
          DataFileWriter.open(
              warehouse.path(AssayTable.JUDGEMENT),
              AssayTable.JUDGEMENT,
              Map.of(),
              ROW_GROUP_BYTES);
      writer = open;
    }
    return open;
  }

  private synchronized void discard() {
    copied = committed;
    DataFileWriter open = writer;
    writer = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        log.warn("Cannot remove a file that is not needed: {}", e.toString());
      }
    }
  }

  private static boolean isPaid(SettledCall call) {
    return !call.isUsageKnown()
        || call.usage().tokens() > 0
        || call.usage().costNanos() > 0
        || call.end().equals("answered");
  }

  /** The row of a call. */
  public static JudgementRow row(SettledCall call) {
    return new JudgementRow(
        call.id(),
        call.orgId(),
        call.conversationId(),
        call.contentHash(),
        call.model(),
        call.parameters(),
        call.promptTemplate(),
        call.items().stream()
            .map(
                i ->
                    new JudgementRow.Item(
                        i.item().key(),
                        i.item().metricId(),
                        i.item().metricVersion(),
                        i.outcome(),
                        i.errorCode()))
            .toList(),
        call.end(),
        call.request(),
        call.answer(),
        call.usage().inputTokens(),
        call.usage().outputTokens(),
        call.usage().costNanos() / NANOS,
        call.isUsageKnown(),
        call.latencyMillis(),
        call.runId(),
        call.sequence(),
        call.createdAtMicros());
  }
}
