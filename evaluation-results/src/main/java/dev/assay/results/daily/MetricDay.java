package dev.assay.results.daily;

import dev.assay.results.commit.Predicates;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A day of a metric version.
 *
 * @param isAll whether it stands for all days, and what has none
 * @param day in UTC; else null stands for conversations without a time
 */
record MetricDay(String metricId, int version, boolean isAll, @Nullable LocalDate day) {

  /** The day on which a row of results or failures counts, or null, as DuckDB computes it. */
  static final String SQL = "CAST(make_timestamp(epoch_us(conversation_at)) AS DATE)";

  private static final String COLUMN = "conversation_at";

  /** Conditions on more stretches of days than that cost more than the files that they rule out. */
  private static final int MOST_STRETCHES = 12;

  static MetricDay allDays(String metricId, int version) {
    return new MetricDay(metricId, version, true, null);
  }

  static MetricDay of(String metricId, int version, @Nullable LocalDate day) {
    return new MetricDay(metricId, version, false, day);
  }

  /**
   * What every row of these days, at least one, meets, and few others.
   *
   * @return empty when all days are among them
   */
  static Optional<Predicate> condition(Collection<MetricDay> days) {
    TreeSet<LocalDate> sorted = new TreeSet<>();
    List<Predicate> any = new ArrayList<>();
    for (MetricDay metric : days) {
      if (metric.isAll()) {
        return Optional.empty();
      }
      if (metric.day() != null) {
        sorted.add(metric.day());
      } else if (any.isEmpty()) {
        any.add(new Predicate("IS_NULL", new Column(COLUMN)));
      }
    }
    SortedMap<LocalDate, LocalDate> stretches = stretches(sorted);
    if (stretches.size() > MOST_STRETCHES) {
      stretches = new TreeMap<>();
      stretches.put(sorted.first(), sorted.last());
    }
    stretches.forEach((first, last) -> any.add(between(first, last)));
    return any.stream().reduce((one, other) -> new Predicate("OR", one, other));
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

  /** Files in which no row has a time have no bounds of times either. */
  private static Predicate between(LocalDate first, LocalDate last) {
    return Predicates.both(
        Predicates.isNotNull(COLUMN),
        Predicates.both(comparison(">=", first), comparison("<", last.plusDays(1))));
  }

  private static Predicate comparison(String operator, LocalDate day) {
    long seconds = day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    return new Predicate(
        operator, new Column(COLUMN), Literal.ofTimestamp(TimeUnit.SECONDS.toMicros(seconds)));
  }
}
