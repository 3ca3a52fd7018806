package dev.assay.jobs.maintain;

import dev.assay.installation.Home;
import dev.assay.installation.RetentionSection;
import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
  public void apply(Tables tables, Instant now, List<String> unfinished) {
    Map<AssayTable, String> old = old(now);
    String runs = unfinished.stream().map("'%s'"::formatted).collect(Collectors.joining(", "));
    if (!runs.isEmpty()) {
      old.computeIfPresent(
          AssayTable.PLANNED_CONVERSATION,
          (table, condition) -> "%s AND run_id NOT IN (%s)".formatted(condition, runs));
    }
    old.forEach(
        (table, condition) ->
            DeltaTable.forPath(tables.spark(), tables.path(table)).delete(condition));
    Set<AssayTable> rewritten = EnumSet.copyOf(REWRITTEN);
    rewritten.addAll(old.keySet());
    for (AssayTable table : rewritten) {
      DeltaTable.forPath(tables.spark(), tables.path(table)).vacuum();
    }
    settings.reports().ifPresent(days -> removeReports(now.minus(Duration.ofDays(days))));
    try {
      Files.setLastModifiedTime(marker(), java.nio.file.attribute.FileTime.from(now));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Which rows of which tables are removed. */
  private Map<AssayTable, String> old(Instant now) {
    Map<AssayTable, String> old = new EnumMap<>(AssayTable.class);
    put(old, AssayTable.PLANNED_CONVERSATION, "wave_time", Optional.of(settings.plans()), now);
    put(old, AssayTable.METRIC_EVALUATION_HISTORY, "superseded_at", settings.history(), now);
    put(old, AssayTable.METRIC_EVALUATION_FAILURE, "created_at", settings.failures(), now);
    put(old, AssayTable.QUARANTINE, "quarantined_at", settings.quarantine(), now);
    put(old, AssayTable.JUDGEMENT, "created_at", settings.judgements(), now);
    return old;
  }

  private static void put(
      Map<AssayTable, String> old,
      AssayTable table,
      String time,
      Optional<Integer> days,
      Instant now) {
    days.ifPresent(
        kept ->
            old.put(
                table, "%s < TIMESTAMP '%s'".formatted(time, now.minus(Duration.ofDays(kept)))));
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
