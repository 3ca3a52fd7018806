package dev.assay.jobs.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads {@link Settings} from a YAML file, and says everything that is wrong with it at once. */
public final class SettingsFile {

  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "org",
              "archives",
              "metrics",
              "catalog",
              "catch_up",
              "max_attempts",
              "wave_conversations",
              "spark"));

  private static final Pattern DAYS = Pattern.compile("(\\d+(?:\\.\\d+)?)d");
  private static final int MAX_WAVE = 1_000_000;

  private final Path file;
  private final List<String> problems = new ArrayList<>();

  private SettingsFile(Path file) {
    this.file = file;
  }

  /**
   * The settings in {@code file}; paths in it are relative to {@code base}.
   *
   * @throws InvalidSettings naming every problem
   */
  public static Settings read(Path file, Path base) {
    return new SettingsFile(file).read(base);
  }

  /** How far back: {@code all} is empty, {@code 7d} is seven days; wrong is an exception. */
  public static Optional<Double> days(String text) {
    if (text.equals("all")) {
      return Optional.empty();
    }
    var matcher = DAYS.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Invalid catch-up '%s': write a number of days such as 7d or 0d, or all".formatted(text));
    }
    return Optional.of(Double.valueOf(matcher.group(1)));
  }

  private Settings read(Path base) {
    Map<String, Object> values = load();
    for (String key : values.keySet()) {
      if (!KEYS.contains(key)) {
        problems.add("unknown setting '%s'; known are %s".formatted(key, KEYS));
      }
    }
    Map<String, Object> catalog = map(values, "catalog");
    Settings settings =
        new Settings(
            text(values, "org").orElse("default"),
            texts(values, "archives").stream().map(a -> base.resolve(a).toString()).toList(),
            text(values, "metrics").map(base::resolve).orElse(null),
            text(catalog, "url").orElse(null),
            text(catalog, "user").orElse(null),
            text(values, "catch_up").flatMap(this::catchUp).or(() -> defaultCatchUp(values)),
            number(values, "max_attempts", 1, 100, 3),
            number(values, "wave_conversations", 100, MAX_WAVE, 100_000),
            strings(map(values, "spark")));
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems.stream().map(p -> file + ": " + p).toList());
    }
    return settings;
  }

  private static Optional<Double> defaultCatchUp(Map<String, Object> values) {
    return values.containsKey("catch_up") ? Optional.empty() : Optional.of(7.0);
  }

  private Optional<Double> catchUp(String text) {
    try {
      return days(text);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }

  private Map<String, Object> load() {
    try {
      Object loaded =
          new Load(LoadSettings.builder().setLabel(file.toString()).build())
              .loadFromString(Files.readString(file));
      return asMap(loaded, "the file");
    } catch (NoSuchFileException e) {
      problems.add("no such file");
    } catch (IOException e) {
      problems.add("cannot be read: " + e.getMessage());
    } catch (YamlEngineException e) {
      problems.add(e.getMessage());
    }
    return Map.of();
  }

  private Map<String, Object> map(Map<String, Object> values, String key) {
    return asMap(values.get(key), "'" + key + "'");
  }

  private Map<String, Object> asMap(@Nullable Object value, String what) {
    Map<String, Object> map = new TreeMap<>();
    if (value instanceof Map<?, ?> entries) {
      entries.forEach(
          (k, v) -> {
            if (v != null) {
              map.put(String.valueOf(k), v);
            }
          });
    } else if (value != null) {
      problems.add("%s must be a map of settings".formatted(what));
    }
    return map;
  }

  private Optional<String> text(Map<String, Object> values, String key) {
    return Optional.ofNullable(values.get(key))
        .flatMap(v -> checked(key, v, "a text", SettingsFile::asText));
  }

  private List<String> texts(Map<String, Object> values, String key) {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> items) {
      return items.stream().map(String::valueOf).toList();
    }
    return checked(key, value, "a text or a list of texts", SettingsFile::asText)
        .map(List::of)
        .orElse(List.of());
  }

  private int number(Map<String, Object> values, String key, int least, int most, int otherwise) {
    Object value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Integer number && number >= least && number <= most) {
      return number;
    }
    problems.add(
        "'%s' is %s; it must be a whole number from %d to %d".formatted(key, value, least, most));
    return otherwise;
  }

  private static Map<String, String> strings(Map<String, Object> values) {
    Map<String, String> texts = new TreeMap<>();
    values.forEach((k, v) -> texts.put(k, String.valueOf(v)));
    return texts;
  }

  private static Optional<String> asText(Object value) {
    return value instanceof String text && !text.isBlank()
        ? Optional.of(text.strip())
        : Optional.empty();
  }

  private <T> Optional<T> checked(
      String key, Object value, String kind, Function<Object, Optional<T>> reading) {
    Optional<T> read = reading.apply(value);
    if (read.isEmpty()) {
      problems.add("'%s' is %s; it must be %s".formatted(key, value, kind));
    }
    return read;
  }
}
