package dev.assay.insight.trend;

import dev.assay.insight.compare.ComparisonText;
import dev.assay.insight.compare.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A trend in words, and as the rows of a table. */
public final class TrendText {

  /** In place of the day of conversations that have no time. */
  private static final String UNDATED = "no time";

  private TrendText() {}

  /** What is shown, in a line. */
  public static String heading(Trend trend) {
    return "%s: version %d (%s), %s by day of the conversation (UTC)"
        .formatted(
            trend.name(),
            trend.version(),
            trend.isPromoted() ? "promoted" : "not promoted",
            trend.source());
  }

  /** The columns of a row. */
  public static List<String> columns(Trend trend) {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "day",
                "version",
                "evaluator",
                "fingerprint",
                "of",
                "n",
                "value",
                "lower",
                "upper",
                "not_applicable",
                "failed"));
    if (trend.isByService()) {
      columns.add(1, "service");
    }
    return columns;
  }

  /**
   * The rows for programs: shares from 0 to 1, and null for what is not known, such as the day of
   * conversations without a time.
   */
  public static List<List<@Nullable Object>> values(Trend trend) {
    return rows(trend, false);
  }

  /** The rows for people. */
  public static List<List<@Nullable Object>> shown(Trend trend) {
    return rows(trend, true);
  }

  private static List<List<@Nullable Object>> rows(Trend trend, boolean forPeople) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Trend.Series series : trend.series()) {
      for (Trend.Day day : series.days()) {
        rows.add(row(trend, series, day.day().toString(), day.counts(), forPeople));
      }
      Trend.Counts undated = series.undated();
      if (undated != null) {
        rows.add(row(trend, series, forPeople ? UNDATED : null, undated, forPeople));
      }
    }
    return rows;
  }

  private static List<@Nullable Object> row(
      Trend trend,
      Trend.Series series,
      @Nullable String day,
      Trend.Counts counts,
      boolean forPeople) {
    Estimate value = counts.value();
    List<@Nullable Object> row =
        new ArrayList<>(
            Arrays.asList(
                day,
                trend.version(),
                series.evaluator(),
                forPeople ? series.shortFingerprint() : series.fingerprint(),
                series.of(),
                counts.scored(),
                cell(series, value.value(), forPeople),
                cell(series, value.lower(), forPeople),
                cell(series, value.upper(), forPeople),
                counts.notApplicable(),
                counts.failed()));
    if (trend.isByService()) {
      row.add(1, forPeople ? ComparisonText.serviceName(series.serviceId()) : series.serviceId());
    }
    return row;
  }

  private static @Nullable Object cell(Trend.Series series, double value, boolean forPeople) {
    if (!Double.isFinite(value)) {
      return null;
    }
    return forPeople ? number(series, value) : (Object) value;
  }

  static String number(Trend.Series series, double value) {
    return series.isShare() ? ComparisonText.percent(value) : ComparisonText.number(value);
  }
}
