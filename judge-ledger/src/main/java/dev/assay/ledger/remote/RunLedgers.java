package dev.assay.ledger.remote;

import dev.assay.evaluators.Ledger;
import dev.assay.ledger.RunLedger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The ledgers of the runs of this process, and the way to those of others. */
public final class RunLedgers {
  private static final Map<String, RunLedger> HERE = new ConcurrentHashMap<>();

  private RunLedgers() {}

  /** Makes a run's ledger known to all executors; until the result is closed. */
  public static Published publish(String runId, RunLedger ledger) {
    HERE.put(runId, ledger);
    return () -> HERE.remove(runId, ledger);
  }

  /** A ledger that executors can reach until this is closed. */
  @FunctionalInterface
  public interface Published extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * The ledger of a run, as this process reaches it: itself where the run is at home, else over the
   * network.
   */
  public static Ledger of(String runId) {
    RunLedger here = HERE.get(runId);
    return here != null ? here : LedgerClient.ofThisExecutor().ledger(runId);
  }

  static @Nullable RunLedger here(String runId) {
    return HERE.get(runId);
  }

  static void lost(String executorId) {
    HERE.values().forEach(ledger -> ledger.lost(executorId));
  }
}
