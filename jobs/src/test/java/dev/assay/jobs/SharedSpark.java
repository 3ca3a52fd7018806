package dev.assay.jobs;

import dev.assay.installation.Home;
import dev.assay.jobs.cli.CommandRun;
import dev.assay.jobs.spark.SparkSessions;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** One Spark session for all tests: starting one costs seconds, and runs leave it alone. */
public final class SharedSpark {

  private static final SparkSession SESSION =
      SparkSessions.open(
          new Home(Path.of("target", "shared-spark")),
          Map.of(
              "spark.ui.enabled",
              "false",
              // Generating and compiling code costs more than a handful of rows does without it.
              "spark.sql.codegen.wholeStage",
              "false",
              "spark.sql.codegen.factoryMode",
              "NO_CODEGEN"));

  private SharedSpark() {}

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
