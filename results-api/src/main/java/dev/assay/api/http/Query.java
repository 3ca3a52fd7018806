package dev.assay.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request. Reading notes what is wrong instead of failing; {@link #check}
 * fails with all of it. Unknown parameters are ignored.
 */
public final class Query {

  /** What every id but those of organizations and users looks like. */
  public static final Pattern ID = Pattern.compile("[a-f0-9]{24}");

  /** The largest number that every client reads exactly. */
  public static final long MAX_TOKEN = (1L << 53) - 1;

  private static final int MAX_VALUES = 200;

  private final Map<String, String[]> values;
  private final List<Problem> problems = new ArrayList<>();

  public Query(HttpServletRequest request) {
    this.values = request.getParameterMap();
  }

  /** Fails when anything that was read so far is wrong. */
  public void check() {
    if (!problems.isEmpty()) {
      throw ApiError.invalid(problems);
    }
  }

  public void problem(String name, String message, String type) {
    problems.add(new Problem(List.of("query", name), message, type));
  }

  /** The only value of a parameter. */
  public Optional<String> text(String name) {
    String[] given = values.get(name);
    if (given == null) {
      return Optional.empty();
    }
    if (given.length > 1) {
      problem(name, "Parameter should be given once", "too_many");
      return Optional.empty();
    }
    return Optional.of(given[0]);
  }

  public String requiredText(String name) {
    Optional<String> text = text(name).map(String::strip);
    if (text.isEmpty() || text.get().isEmpty()) {
      problem(name, "Parameter required", "missing");
    }
    return text.orElse("");
  }

  /** Every value of a parameter, in the order given; none twice. */
  public List<String> texts(String name) {
    return list(name, Optional::of, "");
  }

  /** Every value of a parameter, each an id. */
  public List<String> ids(String name) {
    return list(
        name,
        text -> ID.matcher(text).matches() ? Optional.of(text) : Optional.empty(),
        "Input should be an id of 24 lowercase hex digits");
  }

  /** Every value of a parameter, each one of {@code words}. */
  public List<String> words(String name, List<String> words) {
    return list(
        name,
        text -> words.contains(text) ? Optional.of(text) : Optional.empty(),
        "Input should be one of " + words);
  }

  /** Every value of a parameter, read by {@code reading}; empty is wrong. */
  public <T> List<T> list(String name, Function<String, Optional<T>> reading, String rule) {
    String[] given = values.get(name);
    if (given == null) {
      return List.of();
    }
    if (given.length > MAX_VALUES) {
      problem(name, "At most %d values are allowed".formatted(MAX_VALUES), "too_many");
      return List.of();
    }
    List<T> read = new ArrayList<>();
    HashSet<String> seen = new HashSet<>();
    for (String text : given) {
      if (!seen.add(text)) {
        problem(name, "Items should be unique", "unique_items");
      }
      Optional<T> value = reading.apply(text);
      if (value.isEmpty()) {
        problem(name, rule, "invalid_value");
      }
      value.ifPresent(read::add);
    }
    return read;
  }

  public int limit(int most) {
    return (int) whole("limit", 0, most).orElse(most);
  }

  /** A whole number within bounds. */
  public OptionalLong whole(String name, long least, long most) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long number = Long.parseLong(text.get().strip());
      if (number >= least && number <= most) {
        return OptionalLong.of(number);
      }
    } catch (NumberFormatException notANumber) {
      // Told below, as a number out of bounds is.
    }
    problem(
        name, "Input should be a whole number from %d to %d".formatted(least, most), "int_range");
    return OptionalLong.empty();
  }

  /** The token that the page before gave. */
  public OptionalLong continuationToken() {
    return whole("continuation_token", 0, MAX_TOKEN);
  }

  public Optional<Boolean> flag(String name) {
    Optional<String> text = text(name).map(t -> t.toLowerCase(Locale.ROOT));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    switch (text.get()) {
      case "true", "1" -> {
        return Optional.of(true);
      }
      case "false", "0" -> {
        return Optional.of(false);
      }
      default -> {
        problem(name, "Input should be true or false", "bool_parsing");
        return Optional.empty();
      }
    }
  }

  /** A time with its offset. */
  public @Nullable Instant time(String name) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return null;
    }
    try {
      // A raw + of an offset arrives as a space.
      return OffsetDateTime.parse(text.get().strip().replace(' ', '+')).toInstant();
    } catch (DateTimeParseException e) {
      problem(name, "Input should be an ISO 8601 time such as 2026-11-03T02:00:31Z", "datetime");
      return null;
    }
  }

  /**
   * Whether to sort by {@code field} descending.
   *
   * @param field the only one supported
   */
  public boolean descending(String field, boolean otherwise) {
    List<Boolean> directions =
        list(
            "sort_by",
            text -> direction(text, field),
            "Unsupported field; supported are +%s and -%s".formatted(field, field));
    if (directions.size() > 1) {
      problem("sort_by", "The field %s should be given once".formatted(field), "too_many");
    }
    return directions.isEmpty() ? otherwise : directions.get(0);
  }

  /** A raw {@code +} may arrive as a space, and may be left out. */
  private static Optional<Boolean> direction(String text, String field) {
    if (text.equals("-" + field)) {
      return Optional.of(true);
    }
    boolean ascending = text.equals("+" + field) || text.strip().equals(field);
    return ascending ? Optional.of(false) : Optional.empty();
  }
}
