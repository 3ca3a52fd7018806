package dev.assay.jobs.crash;

import dev.assay.installation.Home;
import dev.assay.jobs.cli.CommandRun;
import dev.assay.jobs.spark.SparkSessions;
import dev.assay.results.storage.DurableFileSystem;
import dev.assay.results.storage.HardLinkLogStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/**
 * A process in which writing fails: runs the nightly commands of both days, each as often as it
 * needs, and prints what became of each on standard error.
 */
final class FaultyNights {

  static final String SCENARIO = "scenario: ";
  static final String SUCCEEDED = "succeeded";
  static final String STOPPED = "stopped: ";
  static final String INJECTED = "injected: ";

  private static final int MOST_COMMANDS = 40;

  private FaultyNights() {}

  /**
   * Runs what is left of each scenario.
   *
   * @param arguments the folder of deliveries; then for each scenario what fails, the home, and how
   *     many nights it has behind it
   */
  public static void main(String[] arguments) {
    Deliveries deliveries = Deliveries.in(Path.of(arguments[0]));
    System.setProperty(HardLinkLogStore.KERNEL_KEY, FaultyLogStore.class.getName());
    SparkSession spark =
        SparkSessions.open(
            new Home(Path.of(arguments[2])),
            Map.of(
                HardLinkLogStore.SPARK_KEY,
                FaultyLogStore.class.getName(),
                "spark.hadoop." + DurableFileSystem.KEY,
                FullDisk.class.getName(),
                "spark.sql.shuffle.partitions",
                "2"));
    for (int i = 1; i < arguments.length; i += 3) {
      System.err.println(SCENARIO + arguments[i]);
      Path home = Path.of(arguments[i + 1]);
      int over = Integer.parseInt(arguments[i + 2]);
      Set<String> injected = new TreeSet<>();
      for (int day = over + 1; day <= 2; day++) {
        arm(FaultyLogStore.Fault.valueOf(arguments[i]));
        night(deliveries.nightly(day, home));
        injected.addAll(FaultyLogStore.failed());
        injected.addAll(FullDisk.failed());
      }
      injected.forEach(what -> System.err.println(INJECTED + what));
    }
    spark.stop();
    System.exit(0);
  }

  /** A full disk has room for neither commits nor data files. */
  private static void arm(FaultyLogStore.Fault fault) {
    FaultyLogStore.arm(fault);
    FullDisk.arm(fault == FaultyLogStore.Fault.DISK_FULL);
  }

  private static void night(List<String> command) {
    for (int i = 0; i < MOST_COMMANDS; i++) {
      CommandRun run = CommandRun.of(command.toArray(String[]::new));
      if (run.exitCode() == 0) {
        System.err.println(SUCCEEDED);
        return;
      }
      System.err.println(STOPPED + run.errors().strip().replace('\n', ' '));
    }
  }
}
