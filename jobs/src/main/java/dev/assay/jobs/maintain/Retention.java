package dev.assay.jobs.maintain;

import dev.assay.home.Home;
import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Removes what nobody needs any more, once a day: plans of runs long past, and files that tables no
 * longer refer to.
 */
public final class Retention {

  private static final Duration BETWEEN = Duration.ofDays(1);
  private static final Duration PLANS = Duration.ofDays(30);

  /** Tables that are rewritten in part; the others only grow. */
  private static final List<AssayTable> REWRITTEN =
      List.of(
          AssayTable.CONVERSATION,
          AssayTable.METRIC_EVALUATION_RESULT,
          AssayTable.METRIC_DAILY,
          AssayTable.PLANNED_CONVERSATION,
          AssayTable.METRIC,
          AssayTable.METRIC_VERSION);

  private final Home home;

  public Retention(Home home) {
    this.home = home;
  }

  /** Whether a day has passed since the last time; a new home waits a day too. */
  public boolean isDue(Instant now) {
    try {
      Path marker = marker();
      if (Files.notExists(marker)) {
        Files.createFile(marker);
        return false;
      }
      return Files.getLastModifiedTime(marker).toInstant().isBefore(now.minus(BETWEEN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes old plans, then files that left their table longer ago than Delta's retention. */
  public void apply(Tables tables, Instant now) {
    DeltaTable.forPath(tables.spark(), tables.path(AssayTable.PLANNED_CONVERSATION))
        .delete("wave_time < TIMESTAMP '%s'".formatted(now.minus(PLANS)));
    for (AssayTable table : REWRITTEN) {
      DeltaTable.forPath(tables.spark(), tables.path(table)).vacuum();
    }
    try {
      Files.setLastModifiedTime(marker(), java.nio.file.attribute.FileTime.from(now));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path marker() {
    return home.locks().resolve("retention");
  }
}
