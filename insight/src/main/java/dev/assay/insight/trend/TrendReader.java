package dev.assay.insight.trend;

import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.insight.compare.Estimate;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes trends from the counts of days. */
public final class TrendReader {

  /**
   * Which days are shown.
   *
   * @param from the first, or null for all before {@code to}
   * @param to the last, or null for all from {@code from}
   * @param serviceId only this service's conversations, or null
   * @param source what was evaluated, such as {@code post-session}
   * @param byService whether each service has series of its own
   */
  public record Part(
      @Nullable LocalDate from,
      @Nullable LocalDate to,
      @Nullable String serviceId,
      String source,
      boolean byService) {}

  private final Warehouse warehouse;
  private final Metric metric;
  private final MetricVersion version;
  private final Part part;

  /**
   * @param version of the metric, which is shown
   */
  public TrendReader(Warehouse warehouse, Metric metric, MetricVersion version, Part part) {
    this.warehouse = warehouse;
    this.metric = metric;
    this.version = version;
    this.part = part;
  }

  /** Reads the days. */
  public Trend read(boolean isPromoted) {
    List<DailyRow> rows = rows();
    Map<Group, Tallies> groups = new LinkedHashMap<>();
    Set<String> evaluators = new LinkedHashSet<>();
    for (DailyRow row : rows) {
      if (row.source().equals(part.source()) && isShown(row)) {
        Group group =
            new Group(
                part.byService() ? row.serviceId() : null, row.evaluator(), row.fingerprint());
        groups.computeIfAbsent(group, g -> new Tallies()).add(row);
        evaluators.add(row.evaluator() + " " + row.fingerprint());
      }
    }
    List<Trend.Series> series = new ArrayList<>();
    groups.forEach((group, tallies) -> series.addAll(series(group, tallies)));
    series.sort(
        Comparator.comparing((Trend.Series s) -> s.serviceId() == null ? "" : s.serviceId())
            .thenComparing(s -> s.days().isEmpty() ? LocalDate.MAX : s.days().get(0).day()));
    return new Trend(
        metric.name(),
        version.version(),
        isPromoted,
        part.source(),
        part.byService(),
        series,
        warnings(rows, evaluators.size()));
  }

  private record Group(@Nullable String serviceId, String evaluator, String fingerprint) {}

  /** The days of a group, and what has none. */
  private static final class Tallies {
    private final TreeMap<LocalDate, DayTally> days = new TreeMap<>();
    private @Nullable DayTally undated;

    void add(DailyRow row) {
      LocalDate day = row.day();
      if (day != null) {
        days.computeIfAbsent(day, d -> new DayTally()).add(row);
        return;
      }
      DayTally tally = undated == null ? new DayTally() : undated;
      tally.add(row);
      undated = tally;
    }
  }

  /** What has no day is between no two. */
  private boolean isShown(DailyRow row) {
    return row.day() != null || (part.from() == null && part.to() == null);
  }

  private List<DailyRow> rows() {
    List<Object> parameters =
        new ArrayList<>(List.of(metric.orgId(), metric.id(), version.version()));
    StringBuilder sql = new StringBuilder("SELECT ").append(DailyRow.COLUMNS);
    sql.append(" FROM metric_daily WHERE org_id = ? AND metric_id = ? AND metric_version = ?");
    if (part.serviceId() != null) {
      sql.append(" AND service_id = ?");
      parameters.add(part.serviceId());
    }
    if (part.from() != null) {
      sql.append(" AND (day IS NULL OR day >= ?)");
      parameters.add(part.from());
    }
    if (part.to() != null) {
      sql.append(" AND (day IS NULL OR day <= ?)");
      parameters.add(part.to());
    }
    return TableQuery.query(
        warehouse,
        Map.of(AssayTable.METRIC_DAILY, Predicates.equal("metric_id", metric.id())),
        sql.append(" ORDER BY day").toString(),
        DailyRow::of,
        parameters.toArray());
  }

  private List<Trend.Series> series(Group group, Tallies tallies) {
    if (version.value() instanceof MetricValue.CategoricalValue categorical) {
      return categorical.categories().stream().map(value -> share(group, tallies, value)).toList();
    }
    return List.of(
        version.value() instanceof MetricValue.BooleanValue
            ? share(group, tallies, "true")
            : series(group, tallies, Trend.MEAN, DayTally::mean));
  }

  private static Trend.Series share(Group group, Tallies tallies, String value) {
    return series(group, tallies, "share of " + value, tally -> tally.share(value));
  }

  private static Trend.Series series(
      Group group, Tallies tallies, String of, Function<DayTally, Estimate> estimate) {
    Function<DayTally, Trend.Counts> counts = tally -> tally.counts(estimate.apply(tally));
    List<Trend.Day> days = new ArrayList<>();
    tallies.days.forEach((day, tally) -> days.add(new Trend.Day(day, counts.apply(tally))));
    DayTally undated = tallies.undated;
    return new Trend.Series(
        group.serviceId(),
        group.evaluator(),
        group.fingerprint(),
        of,
        days,
        undated == null ? null : counts.apply(undated));
  }

  private List<String> warnings(List<DailyRow> rows, int evaluators) {
    List<String> warnings = new ArrayList<>();
    if (evaluators > 1) {
      warnings.add(
          ("%d evaluators scored in this time: another model, other parameters, another prompt or"
                  + " another program. Each has its own series; a step between them may be the"
                  + " evaluator's.")
              .formatted(evaluators));
    }
    if (evaluators == 0) {
      warnings.add(
          "Nothing was evaluated with version %d here. ./assay backfill --metric '%s@%d' does that."
              .formatted(version.version(), metric.name(), version.version()));
    }
    long undated =
        rows.stream()
            .filter(row -> row.source().equals(part.source()) && !isShown(row))
            .mapToLong(row -> row.scored() + row.notApplicable() + row.failed())
            .sum();
    if (undated > 0) {
      warnings.add(
          ("%,d results and failures of conversations without a time are left out; without --from"
                  + " and --to they have a row of their own.")
              .formatted(undated));
    }
    Map<String, Long> others = new TreeMap<>();
    rows.stream()
        .filter(row -> !row.source().equals(part.source()) && isShown(row))
        .forEach(row -> others.merge(row.source(), row.scored() + row.notApplicable(), Long::sum));
    others.forEach(
        (source, results) ->
            warnings.add(
                "%,d results of source %s are left out; --source %s shows them."
                    .formatted(results, source, source)));
    int newest = metric.latest().version();
    if (newest > version.version()) {
      warnings.add(
          "Version %d is newer and is not shown; ./assay metrics promote can make it the one that is."
              .formatted(newest));
    }
    return warnings;
  }
}
