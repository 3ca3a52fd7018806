package dev.assay.tests.results;

import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.results.AssayTable;
import dev.assay.results.FailureRow;
import dev.assay.results.ResultRow;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Appends random results and failures to a warehouse, and counts them itself. */
final class DailyHistory {
  private static final List<String> METRICS = List.of("a".repeat(24), "b".repeat(24));
  private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
  private static final int CONVERSATIONS = 15;

  private final Warehouse warehouse;
  private final Random random;
  private final List<Row> rows = new ArrayList<>();
  private int commits;

  DailyHistory(Warehouse warehouse, Random random) {
    this.warehouse = warehouse;
    this.random = random;
  }

  /**
   * A result, or a failure.
   *
   * @param value a text, a number, {@code "n/a"}, or null for a failure
   */
  private record Row(
      String id,
      String org,
      String metric,
      int version,
      String conversation,
      @Nullable String service,
      String source,
      String fingerprint,
      @Nullable Long at,
      long created,
      @Nullable Object value,
      @Nullable String replaces) {

    @Nullable LocalDate day() {
      return at == null
          ? null
          : Instant.EPOCH.plusMillis(at / 1000).atZone(ZoneOffset.UTC).toLocalDate();
    }

    boolean follows(Row failure) {
      return Stream.of(this, failure)
                  .map(
                      r ->
                          Arrays.asList(
                              r.org, r.metric, r.version, r.source, r.conversation, r.day()))
                  .distinct()
                  .count()
              == 1
          && created >= failure.created;
    }
  }

  /** Appends a commit of results, or of failures. */
  void append() {
    if (random.nextInt(3) == 0) {
      append(1 + random.nextInt(3), true, false);
    } else {
      append(1 + random.nextInt(8), false, random.nextBoolean());
    }
  }

  /** Appends a result that replaces another. */
  void replaceOne() {
    append(1, false, false);
    append(1, false, true);
  }

  private void append(int count, boolean failures, boolean replacing) {
    String metric = METRICS.get(random.nextInt(METRICS.size()));
    int version = 1 + random.nextInt(2);
    List<Row> current = current();
    if (replacing && !current.isEmpty()) {
      Row newest = current.get(current.size() - 1);
      metric = newest.metric;
      version = newest.version;
    }
    List<Row> replaceable = new ArrayList<>();
    for (Row row : current) {
      // Manual results alone replace those of another version.
      if (row.metric.equals(metric) && (row.version == version || row.source.equals("manual"))) {
        replaceable.add(row);
      }
    }
    List<Row> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Row old =
          replacing && !replaceable.isEmpty()
              ? replaceable.remove(random.nextInt(replaceable.size()))
              : null;
      added.add(row(metric, version, failures, old));
    }
    write(metric, version, failures, added);
    rows.addAll(added);
  }

  private Row row(String metric, int version, boolean isFailure, @Nullable Row old) {
    int number = rows.size() * 100 + random.nextInt(100);
    return new Row(
        "%024x".formatted(((long) ++commits << 32) + number),
        old != null ? old.org : random.nextInt(8) == 0 ? "other" : "org",
        metric,
        version,
        old != null ? old.conversation : "c" + random.nextInt(CONVERSATIONS),
        random.nextInt(3) == 0 ? null : "s" + random.nextInt(2),
        old != null ? old.source : random.nextInt(4) == 0 ? "manual" : "post-session",
        "print" + random.nextInt(2),
        random.nextInt(6) == 0 ? null : micros(random.nextInt(8 * 24)),
        micros(20 * 24 + commits),
        isFailure ? null : value(metric),
        old == null ? null : old.id);
  }

  private Object value(String metric) {
    if (random.nextInt(5) == 0) {
      return "n/a";
    }
    // Eighths add up without rounding.
    return metric.equals(METRICS.get(0)) ? random.nextInt(800) / 8.0 : "v" + random.nextInt(3);
  }

  private static long micros(int hours) {
    return BEGIN.plusSeconds(3600L * hours).toEpochMilli() * 1000;
  }

  private void write(String metric, int version, boolean failures, List<Row> added) {
    AssayTable table =
        failures ? AssayTable.METRIC_EVALUATION_FAILURE : AssayTable.METRIC_EVALUATION_RESULT;
    try {
      DataFileWriter writer =
          DataFileWriter.open(
              warehouse.path(table),
              table,
              failures
                  ? Map.of()
                  : Map.of("metric_id", metric, "metric_version", String.valueOf(version)),
              1 << 20);
      for (Row row : added) {
        writer.write(failures ? failure(row) : result(row));
      }
      DataFile file = writer.finish();
      new TableAppend(warehouse).commit(table, List.of(file), "walk", ++commits);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ResultRow.Subject subject(Row row) {
    return new ResultRow.Subject(row.conversation, row.service, row.source, null, null, row.at);
  }

  private static @Nullable Object[] failure(Row row) {
    return new FailureRow(
            row.id,
            row.org,
            row.metric,
            row.version,
            subject(row),
            new Evaluation.Failed("unreachable", "No answer"),
            1,
            "hash",
            "code",
            row.fingerprint,
            "run",
            row.created)
        .toFields();
  }

  private static @Nullable Object[] result(Row row) {
    Object value = Objects.requireNonNull(row.value);
    Evaluation evaluation =
        value.equals("n/a")
            ? new Evaluation.NotApplicable(null, List.of())
            : new Evaluation.Scored(
                value instanceof Double number
                    ? new Score.NumericalScore(number)
                    : new Score.CategoricalScore((String) value),
                null,
                List.of());
    return new ResultRow(
            row.id,
            row.org,
            subject(row),
            evaluation,
            "hash",
            "code",
            row.fingerprint,
            "run",
            row.replaces,
            row.created)
        .toFields();
  }

  /** Results that no other replaces. */
  private List<Row> current() {
    Set<String> replaced = new HashSet<>();
    rows.forEach(row -> replaced.add(row.replaces));
    return rows.stream().filter(r -> r.value != null && !replaced.contains(r.id)).toList();
  }

  /** The newest failure of each conversation and day that no result follows. */
  private List<Row> open(List<Row> current) {
    Map<List<@Nullable Object>, Row> newest =
        new TreeMap<>(java.util.Comparator.comparing(List::toString));
    rows.stream()
        .filter(row -> row.value == null)
        .forEach(
            row ->
                newest.merge(
                    Arrays.asList(
                        row.org, row.metric, row.version, row.source, row.conversation, row.day()),
                    row,
                    (one, other) -> other.created >= one.created ? other : one));
    return newest.values().stream()
        .filter(failure -> current.stream().noneMatch(result -> result.follows(failure)))
        .toList();
  }

  /** What the days are to hold, a line a row. */
  List<String> counted() {
    Map<String, List<Row>> groups = new TreeMap<>();
    List<Row> current = current();
    Stream.concat(current.stream(), open(current).stream())
        .forEach(row -> groups.computeIfAbsent(key(row), k -> new ArrayList<>()).add(row));
    return groups.entrySet().stream()
        .map(g -> g.getKey() + "|" + counts(g.getValue()))
        .sorted()
        .toList();
  }

  private static String key(Row row) {
    return Stream.of(
            row.metric.substring(0, 1),
            row.version,
            row.org,
            String.valueOf(row.service),
            row.source,
            row.fingerprint,
            row.day())
        .map(String::valueOf)
        .collect(java.util.stream.Collectors.joining("|"));
  }

  private static String counts(List<Row> group) {
    List<Double> numbers = new ArrayList<>();
    Map<String, Long> words = new TreeMap<>();
    long scored = 0;
    long notApplicable = 0;
    long failed = 0;
    for (Row row : group) {
      if (row.value == null) {
        failed++;
      } else if (row.value.equals("n/a")) {
        notApplicable++;
      } else {
        scored++;
        if (row.value instanceof Double number) {
          numbers.add(number);
        } else {
          words.merge((String) row.value, 1L, Long::sum);
        }
      }
    }
    var sums = numbers.stream().mapToDouble(n -> n).summaryStatistics();
    double squares = numbers.stream().mapToDouble(n -> n * n).sum();
    return "%d|%d|%d|%s|%s"
        .formatted(
            scored,
            notApplicable,
            failed,
            numbers.isEmpty()
                ? "null|null|null|null"
                : "%s|%s|%s|%s".formatted(sums.getSum(), squares, sums.getMin(), sums.getMax()),
            words);
  }
}
