package dev.assay.installation;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One map of a settings file; every reading of it notes what is wrong instead of failing. */
final class SettingsMap {
  private static final Pattern DAYS = Pattern.compile("[1-9]\\d{0,5}d");
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");

  private final Path file;
  private final String path;
  private final Map<String, Object> values = new TreeMap<>();
  private final Map<String, Integer> lines;
  private final List<String> problems;

  /**
   * @param path of the map in the file, such as {@code judge.}, or empty for the file itself
   * @param lines where each path stands
   * @param problems gathers what is wrong
   */
  SettingsMap(
      Path file,
      String path,
      @Nullable Object value,
      Map<String, Integer> lines,
      List<String> problems) {
    this.file = file;
    this.path = path;
    this.lines = lines;
    this.problems = problems;
    if (value instanceof Map<?, ?> entries) {
      entries.forEach(
          (key, each) -> {
            if (each != null) {
              values.put(String.valueOf(key), each);
            }
          });
    } else if (value != null) {
      note(
          lines.get(path.isEmpty() ? "" : path.substring(0, path.length() - 1)),
          "%s must be a map of settings"
              .formatted(
                  path.isEmpty() ? "the file" : "'" + path.substring(0, path.length() - 1) + "'"));
    }
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  void allow(Collection<String> known) {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        problem(
            key, "unknown setting '%s'; known are %s".formatted(path + key, new TreeSet<>(known)));
      }
    }
  }

  void problem(String key, @Nullable String message) {
    note(lines.get(path + key), message);
  }

  SettingsMap section(String key) {
    return new SettingsMap(file, path + key + ".", values.get(key), lines, problems);
  }

  Optional<String> text(String key) {
    return read(
        key,
        "a text",
        value ->
            value instanceof String text && !text.isBlank()
                ? Optional.of(text.strip())
                : Optional.empty());
  }

  List<String> texts(String key) {
    return values.get(key) instanceof List<?> items
        ? items.stream().map(String::valueOf).toList()
        : text(key).map(List::of).orElse(List.of());
  }

  /** Such as {@code 250ms}, {@code 60s}, {@code 10m} or {@code 1h}. */
  Optional<Duration> duration(String key) {
    return read(key, "a time such as 60s or 10m", SettingsMap::asDuration);
  }

  /** Such as {@code 30d}; at least one. */
  Optional<Integer> days(String key) {
    return read(
        key,
        "a number of days such as 30d",
        value ->
            DAYS.matcher(String.valueOf(value)).matches()
                ? Optional.of(Integer.valueOf(String.valueOf(value).replace("d", "")))
                : Optional.empty());
  }

  int number(String key, int least, int most, int otherwise) {
    return whole(key, least, most).map(Math::toIntExact).orElse(otherwise);
  }

  Optional<Long> whole(String key, long least, long most) {
    return read(
        key,
        "a whole number from %d to %d".formatted(least, most),
        value ->
            (value instanceof Integer || value instanceof Long)
                    && ((Number) value).longValue() >= least
                    && ((Number) value).longValue() <= most
                ? Optional.of(((Number) value).longValue())
                : Optional.empty());
  }

  Optional<BigDecimal> decimal(String key, int least, int most) {
    return read(
        key,
        "a number from %d to %d".formatted(least, most),
        value -> {
          if (!(value instanceof Number found) || !Double.isFinite(found.doubleValue())) {
            return Optional.empty();
          }
          BigDecimal number = new BigDecimal(value.toString());
          return number.compareTo(BigDecimal.valueOf(least)) >= 0
                  && number.compareTo(BigDecimal.valueOf(most)) <= 0
              ? Optional.of(number)
              : Optional.empty();
        });
  }

  /** One of the words. */
  <T> Optional<T> choice(String key, Map<String, T> words) {
    return read(
        key,
        "one of " + new TreeSet<>(words.keySet()),
        value -> Optional.ofNullable(words.get(String.valueOf(value))));
  }

  Map<String, String> strings() {
    Map<String, String> texts = new TreeMap<>();
    values.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }

  private <T> Optional<T> read(String key, String kind, Function<Object, Optional<T>> reading) {
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    Optional<T> read = reading.apply(value);
    if (read.isEmpty()) {
      problem(key, "'%s' is %s; it must be %s".formatted(path + key, value, kind));
    }
    return read;
  }

  private static Optional<Duration> asDuration(Object value) {
    Matcher matcher = DURATION.matcher(String.valueOf(value));
    if (!matcher.matches() || matcher.group(1).length() > 9) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        });
  }

  private void note(@Nullable Integer line, @Nullable String message) {
    problems.add(line == null ? file + ": " + message : file + ":" + line + ": " + message);
  }
}
