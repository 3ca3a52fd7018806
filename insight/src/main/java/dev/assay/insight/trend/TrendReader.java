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
    Map<Group, TreeMap<LocalDate, DayTally>> groups = new LinkedHashMap<>();
    Set<String> evaluators = new LinkedHashSet<>();
    for (DailyRow row : rows) {
      if (row.source().equals(part.source())) {
        Group group =
            new Group(
                part.byService() ? row.serviceId() : null, row.evaluator(), row.fingerprint());
        groups
            .computeIfAbsent(group, g -> new TreeMap<>())
            .computeIfAbsent(row.day(), day -> new DayTally())
            .add(row);
        evaluators.add(row.evaluator() + " " + row.fingerprint());
      }
    }
    List<Trend.Series> series = new ArrayList<>();
    groups.forEach((group, days) -> series.addAll(series(group, days)));
    series.sort(
        Comparator.comparing((Trend.Series s) -> s.serviceId() == null ? "" : s.serviceId())
            .thenComparing(s -> s.days().get(0).day()));
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
      sql.append(" AND day >= ?");
      parameters.add(part.from());
    }
    if (part.to() != null) {
      sql.append(" AND day <= ?");
      parameters.add(part.to());
    }
    return TableQuery.query(
        warehouse,
        Map.of(AssayTable.METRIC_DAILY, Predicates.equal("metric_id", metric.id())),
        sql.append(" ORDER BY day").toString(),
        DailyRow::of,
        parameters.toArray());
  }

  private List<Trend.Series> series(Group group, Map<LocalDate, DayTally> tallies) {
    if (version.value() instanceof MetricValue.CategoricalValue categorical) {
      return categorical.categories().stream().map(value -> share(group, tallies, value)).toList();
    }
    return List.of(
        version.value() instanceof MetricValue.BooleanValue
            ? share(group, tallies, "true")
            : series(group, tallies, Trend.MEAN, DayTally::mean));
  }

  private static Trend.Series share(Group group, Map<LocalDate, DayTally> tallies, String value) {
    return series(group, tallies, "share of " + value, tally -> tally.share(value));
  }

  private static Trend.Series series(
      Group group,
      Map<LocalDate, DayTally> tallies,
      String of,
      Function<DayTally, Estimate> estimate) {
    List<Trend.Day> days = new ArrayList<>();
    tallies.forEach((day, tally) -> days.add(tally.day(day, estimate.apply(tally))));
    return new Trend.Series(group.serviceId(), group.evaluator(), group.fingerprint(), of, days);
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
    Map<String, Long> others = new TreeMap<>();
    rows.stream()
        .filter(row -> !row.source().equals(part.source()))
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
