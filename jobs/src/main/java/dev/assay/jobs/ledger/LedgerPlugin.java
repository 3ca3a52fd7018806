package dev.assay.jobs.ledger;

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
    private final Counters counters = new Counters();

    @Override
    public Map<String, String> init(SparkContext context, PluginContext plugin) {
      context.addSparkListener(
          new SparkListener() {
            @Override
            public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
              counters.lost(removed.executorId());
            }
          });
      return Map.of();
    }

    @Override
    public Object receive(Object message) {
      return counters.receive((byte[]) message);
    }
  }

  private static final class Executor implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> extra) {
      Exchange.begin(new Exchange(context.executorID(), parcel -> (byte[]) context.ask(parcel)));
    }

    @Override
    public void shutdown() {
      Exchange.ofThisExecutor().close();
    }
  }
}
