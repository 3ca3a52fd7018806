package dev.assay.jobs.spark;

import dev.assay.home.Home;
import dev.assay.jobs.ledger.LedgerPlugin;
import dev.assay.results.HardLinkLogStore;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** Makes Spark sessions that read and write Assay's tables. */
public final class SparkSessions {

  private SparkSessions() {}

  /**
   * The session of this process, made when there is none.
   *
   * @param settings Spark settings of the installation; they win over Assay's own
   */
  public static SparkSession open(Home home, Map<String, String> settings) {
    int cores = Runtime.getRuntime().availableProcessors();
    Map<String, String> all = new TreeMap<>();
    all.put("spark.master", "local[*]");
    all.put("spark.app.name", "assay");
    all.put("spark.ui.enabled", "false");
    all.put("spark.ui.showConsoleProgress", "false");
    all.put("spark.driver.host", "127.0.0.1");
    all.put("spark.driver.bindAddress", "127.0.0.1");
    all.put("spark.local.dir", home.temporary().toString());
    all.put("spark.sql.warehouse.dir", home.temporary().resolve("spark-warehouse").toString());
    all.put("spark.sql.catalogImplementation", "in-memory");
    all.put("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
    all.put("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    all.put(HardLinkLogStore.SPARK_KEY, HardLinkLogStore.class.getName());
    all.put("spark.hadoop.fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
    // INT96 otherwise, and readers disagree on the type.
    all.put("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    all.put("spark.sql.session.timeZone", "UTC");
    all.put("spark.sql.datetime.java8API.enabled", "true");
    all.put("spark.sql.shuffle.partitions", String.valueOf(2 * cores));
    all.put("spark.sql.sources.parallelPartitionDiscovery.parallelism", "2");
    all.put("spark.databricks.delta.snapshotPartitions", "2");
    all.put("spark.databricks.delta.properties.defaults.enableDeletionVectors", "false");
    all.put("spark.databricks.delta.merge.materializeSource", "none");
    all.put("spark.sql.optimizer.dynamicPartitionPruning.enabled", "false");
    all.put("spark.speculation", "false");
    // How often tasks tell how far they are.
    all.put("spark.executor.heartbeatInterval", "1s");
    // A machine that stalls for minutes is no reason to give a run up.
    all.put("spark.executor.heartbeat.maxFailures", "600");
    all.putAll(settings);
    all.merge("spark.plugins", LedgerPlugin.class.getName(), (own, ours) -> own + "," + ours);
    SparkSession.Builder builder = SparkSession.builder();
    all.forEach(builder::config);
    return builder.getOrCreate();
  }
}
