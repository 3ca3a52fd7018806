package dev.assay.jobs.evaluate;

import dev.assay.evaluators.judge.ledger.LedgerStore;
import dev.assay.evaluators.judge.ledger.SettledCall;
import dev.assay.results.AssayTable;
import dev.assay.results.DataFileWriter;
import dev.assay.results.JudgementRow;
import dev.assay.results.TableAppend;
import dev.assay.results.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies the calls of a run that are over from the ledger's store to the table {@code judgement},
 * each once, and drops them from the store. Safe to repeat after a crash at any point.
 */
public final class LedgerFold {
  private static final int CALLS_AT_ONCE = 500;
  private static final long ROW_GROUP_BYTES = 32 << 20;
  private static final double NANOS = 1e9;

  private final Warehouse warehouse;
  private final LedgerStore store;
  private final String runId;

  public LedgerFold(Warehouse warehouse, LedgerStore store, String runId) {
    this.warehouse = warehouse;
    this.store = store;
    this.runId = runId;
  }

  /** Copies what is over by now. */
  public void run() {
    String application = runId + "/ledger";
    TableAppend append = new TableAppend(warehouse);
    long folded = Math.max(0, append.committed(AssayTable.JUDGEMENT, application));
    store.dropCalls(runId, folded);
    try {
      Copy copy = copy(folded);
      if (copy.writer != null) {
        append.commit(
            AssayTable.JUDGEMENT, List.of(copy.writer.finish()), application, copy.highest);
      }
      store.dropCalls(runId, copy.highest);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy the judge calls of run " + runId, e);
    }
  }

  private record Copy(@Nullable DataFileWriter writer, long highest) {}

  private Copy copy(long after) throws IOException {
    DataFileWriter writer = null;
    long highest = after;
    try {
      List<SettledCall> calls = store.calls(runId, highest, CALLS_AT_ONCE);
      while (!calls.isEmpty()) {
        for (SettledCall call : calls) {
          if (isPaid(call)) {
            if (writer == null) {
              writer =
                  DataFileWriter.open(warehouse, AssayTable.JUDGEMENT, Map.of(), ROW_GROUP_BYTES);
            }
            writer.write(row(call).toFields());
          }
          highest = call.sequence();
        }
        calls = store.calls(runId, highest, CALLS_AT_ONCE);
      }
      return new Copy(writer, highest);
    } catch (IOException | RuntimeException e) {
      if (writer != null) {
        writer.close();
      }
      throw e;
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
