package dev.assay.jobs;

import dev.assay.installation.Home;
import dev.assay.cli.CommandRun;
import dev.assay.jobs.crash.FaultyLogStore;
import dev.assay.jobs.crash.FullDisk;
import dev.assay.jobs.spark.SparkSessions;
import dev.assay.results.storage.DurableFileSystem;
import dev.assay.results.storage.HardLinkLogStore;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * One Spark session for all tests: starting one costs seconds, and runs leave it alone. What it
 * writes fails while a test has armed a fault.
 */
public final class SharedSpark {

  private static final SparkSession SESSION = open();

  private SharedSpark() {}

  private static SparkSession open() {
    System.setProperty(HardLinkLogStore.KERNEL_KEY, FaultyLogStore.class.getName());
    return SparkSessions.open(
        new Home(Path.of("target", "shared-spark")),
        Map.of(
            HardLinkLogStore.SPARK_KEY,
            FaultyLogStore.class.getName(),
            "spark.hadoop." + DurableFileSystem.KEY,
            FullDisk.class.getName(),
            "spark.sql.shuffle.partitions",
            "2",
            "spark.databricks.delta.snapshotPartitions",
            "1",
            // Generating and compiling code costs more than a handful of rows does without it.
            "spark.sql.codegen.wholeStage",
            "false",
            "spark.sql.codegen.factoryMode",
            "NO_CODEGEN"));
  }

  /** The session; the first call starts it. */
  public static SparkSession session() {
    return SESSION;
  }

  /** Runs a command of {@code assay} on it. */
  public static CommandRun run(String... arguments) {
    session();
    return CommandRun.of(arguments);
  }
}
