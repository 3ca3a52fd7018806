package dev.assay.installation;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One section of the settings. Every reading of it notes what is wrong instead of failing. The
 * settings that it has are those that are asked for: no other list of them exists. Single-threaded.
 */
final class SettingsSection {
  private static final String TIME = "a time such as 60s or 10m";
  private static final Pattern DAYS = Pattern.compile("[1-9]\\d{0,5}d");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private final String path;
  private final Source source;
  private final Set<String> asked;
  private final Set<String> known = new TreeSet<>();

  /** Where the values of a section come from. */
  interface Source {
    /** All that are written, in their order, also those without a value. */
    Set<String> keys();

    /** Whether there is a value. */
    boolean has(String key);

    /** A plain value, or null when there is none, or it is wrong, which is noted. */
    @Nullable Object value(String key);

    /** What is within; empty when that is absent or, which is noted, no section. */
    Source section(String key, String name);

    /** Notes what is wrong with a value, or that there is none. */
    void report(String key, String message);
  }

  private SettingsSection(String path, Source source, Set<String> asked) {
    this.path = path;
    this.source = source;
    this.asked = asked;
  }

  /**
   * Reads all settings of a source, and notes those that nobody has asked for.
   *
   * @param name of the section in messages, or empty for the settings as a whole
   * @param asked takes the full names of the settings that are asked for, given or not
   */
  static <T> T read(
      String name, Source source, Set<String> asked, Function<SettingsSection, T> reading) {
    SettingsSection section = new SettingsSection(name.isEmpty() ? "" : name + ".", source, asked);
    T read = reading.apply(section);
    section.refuseOthers();
    return read;
  }

  private void refuseOthers() {
    for (String key : new TreeSet<>(source.keys())) {
      if (!known.contains(key)) {
        problem(key, "unknown setting '%s'; known are %s".formatted(path + key, known));
      }
    }
  }

  /** Whether a setting has a value. */
  boolean has(String key) {
    return source.has(key);
  }

  void problem(String key, @Nullable String message) {
    source.report(key, String.valueOf(message));
  }

  /** A section within, which may be absent: then it has no values. */
  <T> T section(String key, Function<SettingsSection, T> reading) {
    known.add(key);
    return read(path + key, source.section(key, path + key), asked, reading);
  }

  /** A section within that means something by being there. */
  <T> Optional<T> optionalSection(String key, Function<SettingsSection, Optional<T>> reading) {
    known.add(key);
    return has(key) ? section(key, reading) : Optional.empty();
  }

  /**
   * The sections within a section whose names are free, in their order.
   *
   * @param wrong what is wrong with a name, if anything is
   * @param reading of a section and its name
   */
  <T> Map<String, T> sections(
      String key,
      Function<String, Optional<String>> wrong,
      BiFunction<String, SettingsSection, Optional<T>> reading) {
    known.add(key);
    Source free = source.section(key, path + key);
    Map<String, T> sections = new LinkedHashMap<>();
    for (String name : free.keys()) {
      String full = "%s%s.%s".formatted(path, key, name);
      wrong.apply(name).ifPresent(why -> free.report(name, "'%s' %s".formatted(full, why)));
      read(full, free.section(name, full), asked, section -> reading.apply(name, section))
          .ifPresent(section -> sections.put(name, section));
    }
    return sections;
  }

  /** A section within whose names are free. */
  Map<String, String> strings(String key) {
    ask(key);
    Source free = source.section(key, path + key);
    Map<String, String> texts = new TreeMap<>();
    free.keys().forEach(name -> texts.put(name, String.valueOf(free.value(name))));
    return texts;
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

  /**
   * A text that must be there.
   *
   * @param example a value
   */
  Optional<String> requiredText(String key, String example) {
    require(key, example);
    return text(key);
  }

  /** Notes that a setting that must be there is not. */
  void require(String key, String example) {
    if (!has(key)) {
      problem(
          key,
          "the section %s needs '%s', such as %s"
              .formatted(path.substring(0, path.length() - 1), key, example));
    }
  }

  /**
   * What some texts mean, such as a path.
   *
   * @param kind of what is meant, for messages
   * @param meaning throws for a text that means nothing
   */
  <T> Optional<T> meaning(String key, String kind, Function<String, T> meaning) {
    return read(
        key,
        kind,
        value -> {
          try {
            return Optional.of(meaning.apply(String.valueOf(value).strip()));
          } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
          }
        });
  }

  /** Texts, or one. */
  List<String> texts(String key) {
    return read(
            key,
            "a text or a list of texts",
            value ->
                value instanceof List<?> items
                    ? Optional.of(items.stream().map(String::valueOf).toList())
                    : Optional.of(value)
                        .filter(String.class::isInstance)
                        .map(v -> List.of((String) v)))
        .orElse(List.of());
  }

  /** Such as {@code 250ms}, {@code 60s}, {@code 10m} or {@code 1h}. */
  Optional<Duration> duration(String key) {
    return duration(key, TIME, read -> true);
  }

  /** As {@link #duration(String)}, and not nothing. */
  Optional<Duration> positive(String key) {
    return duration(key, TIME + ", longer than nothing", read -> !read.isZero());
  }

  /**
   * As {@link #duration(String)}, within bounds.
   *
   * @param kind the bounds, for messages
   */
  Optional<Duration> duration(String key, String kind, Predicate<Duration> allowed) {
    return read(key, kind, value -> asDuration(String.valueOf(value)).filter(allowed));
  }

  /** Such as {@code 30d}; at least one. */
  Optional<Integer> days(String key) {
    return read(
        key,
        "a number of days such as 30d",
        value ->
            Optional.of(String.valueOf(value))
                .filter(text -> DAYS.matcher(text).matches())
                .map(text -> Integer.valueOf(text.replace("d", ""))));
  }

  int number(String key, int least, int most, int otherwise) {
    return whole(key, least, most).map(Math::toIntExact).orElse(otherwise);
  }

  Optional<Long> whole(String key, long least, long most) {
    return read(
        key,
        "a whole number from %d to %d".formatted(least, most),
        value ->
            value instanceof Double
                ? Optional.empty()
                : asNumber(value, least, most)
                    .filter(number -> number.stripTrailingZeros().scale() <= 0)
                    .map(BigDecimal::longValueExact));
  }

  Optional<BigDecimal> decimal(String key, long least, long most) {
    return read(
        key,
        "a number from %d to %d".formatted(least, most),
        value -> asNumber(value, least, most));
  }

  /** One of some words. */
  <T> Optional<T> choice(String key, T[] values, Function<T, String> word) {
    Map<String, T> words =
        new TreeMap<>(Arrays.stream(values).collect(Collectors.toMap(word, value -> value)));
    return read(
        key,
        "one of " + words.keySet(),
        value -> Optional.ofNullable(words.get(String.valueOf(value))));
  }

  private void ask(String key) {
    known.add(key);
    asked.add(path + key);
  }

  private <T> Optional<T> read(String key, String kind, Function<Object, Optional<T>> reading) {
    ask(key);
    Object value = source.value(key);
    if (value == null) {
      return Optional.empty();
    }
    Optional<T> read = reading.apply(value);
    if (read.isEmpty()) {
      problem(key, "'%s' is %s; it must be %s".formatted(path + key, value, kind));
    }
    return read;
  }

  private static Optional<BigDecimal> asNumber(Object value, long least, long most) {
    if (!(value instanceof Number found) || !Double.isFinite(found.doubleValue())) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(value.toString());
    return number.compareTo(BigDecimal.valueOf(least)) >= 0
            && number.compareTo(BigDecimal.valueOf(most)) <= 0
        ? Optional.of(number)
        : Optional.empty();
  }

  private static Optional<Duration> asDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
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
}
