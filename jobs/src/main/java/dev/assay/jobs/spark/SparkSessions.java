package dev.assay.jobs.spark;

import dev.assay.installation.Home;
import dev.assay.results.storage.DurableFileSystem;
import dev.assay.results.storage.HardLinkLogStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/** Makes Spark sessions that run tasks, and read Assay's tables. */
public final class SparkSessions {

  private static final String MASTER = "spark.master";
  private static final Pattern LOCAL_THREADS = Pattern.compile("local\\[(\\d+).*");
  private static final String SHUFFLE_PARTITIONS = "spark.sql.shuffle.partitions";
  private static final String DELTA = "io.delta.sql.DeltaSparkSessionExtension";

  private SparkSessions() {}

  /**
   * The session of this process, made when there is none. What {@code settings} say wins over what
   * spark-submit was told (system properties), and that over Assay's own settings, which on a
   * cluster leave machines, memory and the user interface alone.
   *
   * @param settings Spark settings of the installation
   */
  public static SparkSession open(Home home, Map<String, String> settings) {
    Map<String, String> told = told(settings);
    Map<String, String> all = new TreeMap<>(everywhere(home));
    boolean isLocal = told.getOrDefault(MASTER, "local").startsWith("local");
    all.putAll(isLocal ? onThisMachine(home) : onACluster());
    all.putAll(told);
    append(all, "spark.plugins", LedgerPlugin.class.getName());
    append(all, "spark.sql.extensions", DELTA);
    SparkSession.Builder builder = SparkSession.builder();
    all.forEach(builder::config);
    SparkSession session = builder.getOrCreate();
    if (!isLocal && !told.containsKey(SHUFFLE_PARTITIONS)) {
      int cores = session.sparkContext().defaultParallelism();
      session.conf().set(SHUFFLE_PARTITIONS, 2L * cores);
    }
    return session;
  }

  /**
   * How many tasks run at once in this process, when no cluster is named: as many as its machine
   * has cores, unless {@code spark.master} says so many, as {@code local[4]} does.
   *
   * @return empty on a cluster
   */
  public static OptionalInt localPlaces(Map<String, String> settings) {
    String master = told(settings).getOrDefault(MASTER, "local[*]");
    if (!master.startsWith("local")) {
      return OptionalInt.empty();
    }
    Matcher threads = LOCAL_THREADS.matcher(master);
    return OptionalInt.of(
        threads.matches()
            ? Integer.parseInt(threads.group(1))
            : master.equals("local") ? 1 : Runtime.getRuntime().availableProcessors());
  }

  /** What spark-submit was told, and over it the installation's settings. */
  private static Map<String, String> told(Map<String, String> settings) {
    Map<String, String> told = new HashMap<>();
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("spark."))
        .forEach(name -> told.put(name, System.getProperty(name)));
    told.putAll(settings);
    return told;
  }

  private static void append(Map<String, String> all, String name, String value) {
    all.merge(
        name,
        value,
        (own, ours) -> List.of(own.split(",")).contains(ours) ? own : own + "," + ours);
  }

  private static Map<String, String> everywhere(Home home) {
    Map<String, String> all = new HashMap<>();
    all.put("spark.app.name", "assay");
    all.put("spark.ui.showConsoleProgress", "false");
    all.put("spark.sql.warehouse.dir", home.temporary().resolve("spark-warehouse").toString());
    all.put("spark.sql.catalogImplementation", "in-memory");
    all.put("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    all.put(HardLinkLogStore.SPARK_KEY, HardLinkLogStore.class.getName());
    all.put("spark.hadoop." + DurableFileSystem.KEY, DurableFileSystem.class.getName());
    // INT96 otherwise, in files that somebody rewrites with it, and readers disagree on the type.
    all.put("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    all.put("spark.sql.session.timeZone", "UTC");
    all.put("spark.sql.datetime.java8API.enabled", "true");
    all.put("spark.databricks.delta.snapshotPartitions", "2");
    all.put("spark.sql.optimizer.dynamicPartitionPruning.enabled", "false");
    all.put("spark.speculation", "false");
    // How often tasks tell how far they are.
    all.put("spark.executor.heartbeatInterval", "1s");
    // A machine that stalls for minutes is no reason to give a run up.
    all.put("spark.executor.heartbeat.maxFailures", "600");
    return all;
  }

  private static Map<String, String> onThisMachine(Home home) {
    Map<String, String> all = new HashMap<>();
    all.put(MASTER, "local[*]");
    all.put("spark.ui.enabled", "false");
    all.put("spark.driver.host", "127.0.0.1");
    all.put("spark.driver.bindAddress", "127.0.0.1");
    all.put("spark.local.dir", home.temporary().toString());
    all.put(SHUFFLE_PARTITIONS, String.valueOf(2 * Runtime.getRuntime().availableProcessors()));
    all.put("spark.sql.sources.parallelPartitionDiscovery.parallelism", "2");
    return all;
  }

  /** Waits for executors that were asked for: how many there are decides how work is cut. */
  private static Map<String, String> onACluster() {
    return Map.of("spark.scheduler.minRegisteredResourcesRatio", "1.0");
  }
}
