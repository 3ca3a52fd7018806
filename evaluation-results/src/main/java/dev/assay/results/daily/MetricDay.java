package dev.assay.results.daily;

import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A day of a metric version.
 *
 * @param day in UTC; null stands for all days
 */
record MetricDay(String metricId, int version, @Nullable LocalDate day) {

  /** The day on which a row of results or failures counts, as DuckDB computes it. */
  static final String SQL =
      "CAST(make_timestamp(epoch_us(coalesce(conversation_at, created_at))) AS DATE)";

  private static final String COLUMN = "conversation_at";

  /** Conditions on more stretches of days than that cost more than the files that they rule out. */
  private static final int MOST_STRETCHES = 12;

  static MetricDay allDays(String metricId, int version) {
    return new MetricDay(metricId, version, null);
  }

  /**
   * What every row of these days meets, and few others.
   *
   * @return empty when all days are among them
   */
  static Optional<Predicate> condition(Collection<MetricDay> days) {
    if (days.stream().anyMatch(metric -> metric.day() == null)) {
      return Optional.empty();
    }
    TreeSet<LocalDate> sorted = new TreeSet<>();
    days.forEach(metric -> sorted.add(Objects.requireNonNull(metric.day())));
    SortedMap<LocalDate, LocalDate> stretches = stretches(sorted);
    if (stretches.size() > MOST_STRETCHES) {
      stretches = new TreeMap<>();
      stretches.put(sorted.first(), sorted.last());
    }
    // Rows without that time count on the day of their evaluation.
    Predicate any = new Predicate("IS_NULL", new Column(COLUMN));
    for (var stretch : stretches.entrySet()) {
      Predicate within =
          new Predicate(
              "AND",
              comparison(">=", stretch.getKey()),
              comparison("<", stretch.getValue().plusDays(1)));
      any = new Predicate("OR", any, within);
    }
    return Optional.of(any);
  }

  /** First and last days of days that follow one another. */
  private static SortedMap<LocalDate, LocalDate> stretches(TreeSet<LocalDate> days) {
    TreeMap<LocalDate, LocalDate> stretches = new TreeMap<>();
    for (LocalDate day : days) {
      boolean goesOn =
          !stretches.isEmpty() && stretches.lastEntry().getValue().plusDays(1).equals(day);
      stretches.put(goesOn ? stretches.lastKey() : day, day);
    }
    return stretches;
  }

  private static Predicate comparison(String operator, LocalDate day) {
    long seconds = day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    return new Predicate(
        operator, new Column(COLUMN), Literal.ofTimestamp(TimeUnit.SECONDS.toMicros(seconds)));
  }
}
