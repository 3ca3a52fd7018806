package dev.assay.jobs.maintain;

import dev.assay.installation.Home;
import dev.assay.installation.RetentionSection;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.rewrite.AbandonedFiles;
import dev.assay.results.rewrite.OldRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Removes what nobody needs any more, once a day: rows and reports that are older than the settings
 * say, and files that tables no longer refer to.
 */
public final class Retention {

  private static final Duration BETWEEN = Duration.ofDays(1);

  /** Tables that are rewritten in part, whatever the settings; the others only grow. */
  private static final Set<AssayTable> REWRITTEN =
      Set.of(
          AssayTable.CONVERSATION,
          AssayTable.CONVERSATION_FRAGMENT,
          AssayTable.METRIC_EVALUATION_RESULT,
          AssayTable.METRIC_DAILY,
          AssayTable.METRIC,
          AssayTable.METRIC_VERSION);

  private final Home home;
  private final RetentionSection settings;

  public Retention(Home home, RetentionSection settings) {
    this.home = home;
    this.settings = settings;
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

  /**
   * Removes what is older than its retention, then files that left their table longer ago than
   * Delta's.
   *
   * @param unfinished ids of runs that are not complete; their plans stay
   */
  public void apply(Warehouse warehouse, Instant now, List<String> unfinished) {
    Set<AssayTable> rewritten = EnumSet.copyOf(REWRITTEN);
    for (Old old : old()) {
      OldRows.remove(
          warehouse,
          old.table(),
          old.time(),
          now.minus(Duration.ofDays(old.days())),
          file ->
              old.table() != AssayTable.PLANNED_CONVERSATION
                  || !unfinished.contains(file.value("run_id")));
      rewritten.add(old.table());
    }
    for (AssayTable table : rewritten) {
      AbandonedFiles.delete(warehouse, table, now);
    }
    settings.reports().ifPresent(days -> removeReports(now.minus(Duration.ofDays(days))));
    try {
      Files.setLastModifiedTime(marker(), java.nio.file.attribute.FileTime.from(now));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Rows that are removed.
   *
   * @param time the column of their time
   * @param days how long they stay
   */
  private record Old(AssayTable table, String time, int days) {}

  private List<Old> old() {
    List<Old> old = new ArrayList<>();
    old.add(new Old(AssayTable.PLANNED_CONVERSATION, "wave_time", settings.plans()));
    add(old, AssayTable.METRIC_EVALUATION_HISTORY, "superseded_at", settings.history());
    add(old, AssayTable.METRIC_EVALUATION_FAILURE, "created_at", settings.failures());
    add(old, AssayTable.QUARANTINE, "quarantined_at", settings.quarantine());
    add(old, AssayTable.JUDGEMENT, "created_at", settings.judgements());
    return old;
  }

  private static void add(List<Old> old, AssayTable table, String time, Optional<Integer> days) {
    days.ifPresent(kept -> old.add(new Old(table, time, kept)));
  }

  private void removeReports(Instant before) {
    try (Stream<Path> reports = Files.list(home.reports())) {
      for (Path report : reports.toList()) {
        if (Files.getLastModifiedTime(report).toInstant().isBefore(before)) {
          Files.delete(report);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove old reports of " + home.reports(), e);
    }
  }

  private Path marker() {
    return home.locks().resolve("retention");
  }
}
