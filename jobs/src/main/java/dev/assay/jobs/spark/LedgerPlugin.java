package dev.assay.jobs.spark;

import dev.assay.ledger.remote.LedgerClient;
import dev.assay.ledger.remote.LedgerServer;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** Connects executors with the ledgers of the driver's runs. Named in {@code spark.plugins}. */
public final class LedgerPlugin implements SparkPlugin {

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  private static final class Driver implements DriverPlugin {
    private final LedgerServer ledgers = new LedgerServer();

    @Override
    public Map<String, String> init(SparkContext context, PluginContext plugin) {
      context.addSparkListener(
          new SparkListener() {
            @Override
            public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
              ledgers.lost(removed.executorId());
            }
          });
      return Map.of();
    }

    @Override
    public Object receive(Object message) {
      return ledgers.receive((byte[]) message);
    }
  }

  private static final class Executor implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> extra) {
      LedgerClient.begin(
          new LedgerClient(context.executorID(), batch -> (byte[]) context.ask(batch)));
    }

    @Override
    public void shutdown() {
      LedgerClient.ofThisExecutor().close();
    }
  }
}
