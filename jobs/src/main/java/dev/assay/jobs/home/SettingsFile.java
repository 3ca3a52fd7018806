package dev.assay.jobs.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

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

  private static final Set<String> CATALOG_KEYS = new TreeSet<>(Set.of("url", "user"));

  private static final Pattern DAYS = Pattern.compile("(\\d+(?:\\.\\d+)?)d");
  private static final int MAX_WAVE = 1_000_000;

  private final Path file;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  private SettingsFile(Path file) {
    this.file = file;
  }

  /**
   * The settings in {@code file}; paths in it are relative to {@code base}.
   *
   * @throws InvalidSettings naming every problem, with its line
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
    checkKeys(values, KEYS);
    Map<String, Object> catalog = map(values, "catalog");
    checkKeys(catalog, CATALOG_KEYS);
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
      throw new InvalidSettings(problems);
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
      problem("catch_up", e.getMessage());
      return Optional.empty();
    }
  }

  private void checkKeys(Map<String, Object> values, Set<String> known) {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        problem(key, "unknown setting '%s'; known are %s".formatted(key, known));
      }
    }
  }

  private void problem(String key, @Nullable String message) {
    Integer line = lines.get(key);
    problems.add(line == null ? file + ": " + message : file + ":" + line + ": " + message);
  }

  private Map<String, Object> load() {
    try {
      String text = Files.readString(file);
      LoadSettings yaml = LoadSettings.builder().setLabel(file.toString()).build();
      Object loaded = new Load(yaml).loadFromString(text);
      new Compose(yaml).composeString(text).ifPresent(this::findLines);
      return asMap("", loaded, "the file");
    } catch (NoSuchFileException e) {
      problem("", "no such file");
    } catch (IOException e) {
      problem("", "cannot be read: " + e.getMessage());
    } catch (YamlEngineException e) {
      problem("", e.getMessage());
    }
    return Map.of();
  }

  private void findLines(Node node) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode key) {
          key.getStartMark().ifPresent(m -> lines.putIfAbsent(key.getValue(), m.getLine() + 1));
        }
        findLines(entry.getValueNode());
      }
    }
  }

  private Map<String, Object> map(Map<String, Object> values, String key) {
    return asMap(key, values.get(key), "'" + key + "'");
  }

  private Map<String, Object> asMap(String key, @Nullable Object value, String what) {
    Map<String, Object> map = new TreeMap<>();
    if (value instanceof Map<?, ?> entries) {
      entries.forEach(
          (k, v) -> {
            if (v != null) {
              map.put(String.valueOf(k), v);
            }
          });
    } else if (value != null) {
      problem(key, "%s must be a map of settings".formatted(what));
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
    problem(
        key,
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
      problem(key, "'%s' is %s; it must be %s".formatted(key, value, kind));
    }
    return read;
  }
}
