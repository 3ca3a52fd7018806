package dev.assay.installation;

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
      Set.of(
          "org",
          "archives",
          "metrics",
          "views",
          "catalog",
          "catch_up",
          "max_attempts",
          "wave_conversations",
          "judge",
          "server",
          "retention",
          "spark");

  private static final Set<String> CATALOG_KEYS = Set.of("url", "user");

  private static final Pattern DAYS = Pattern.compile("(\\d+(?:\\.\\d+)?)d");
  private static final int MAX_WAVE = 1_000_000;
  private static final double USUAL_CATCH_UP = 7;

  private final Path file;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  private SettingsFile(Path file) {
    this.file = file;
  }

  /** The folder of the program, to which paths in its own settings are relative. */
  public static Path base() {
    return Path.of(System.getProperty("assay.base", "."));
  }

  /**
   * The settings that a command is told to use, with paths relative to their file, or the program's
   * own.
   *
   * @throws InvalidSettings naming every problem, with its line
   */
  public static Settings readOrUsual(@Nullable Path named) {
    return named == null
        ? read(base().resolve("conf/assay.yaml"), base())
        : read(named, named.toAbsolutePath().resolveSibling(""));
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
    SettingsMap all = load();
    all.allow(KEYS);
    SettingsMap catalog = all.section("catalog");
    catalog.allow(CATALOG_KEYS);
    Settings settings =
        new Settings(
            all.text("org").orElse("default"),
            all.texts("archives").stream().map(a -> base.resolve(a).toString()).toList(),
            all.text("metrics").map(base::resolve).orElse(null),
            all.text("views").map(base::resolve).orElse(null),
            catalog.text("url").orElse(null),
            catalog.text("user").orElse(null),
            all.text("catch_up")
                .flatMap(text -> catchUp(all, text))
                .or(() -> all.has("catch_up") ? Optional.empty() : Optional.of(USUAL_CATCH_UP)),
            all.number("max_attempts", 1, 100, 3),
            all.number("wave_conversations", 100, MAX_WAVE, 100_000),
            all.has("judge") ? JudgeSectionReader.read(all.section("judge")) : null,
            ServerSectionReader.read(all.section("server")),
            RetentionSectionReader.read(all.section("retention")),
            all.section("spark").strings());
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
    return settings;
  }

  private static Optional<Double> catchUp(SettingsMap all, String text) {
    try {
      return days(text);
    } catch (IllegalArgumentException e) {
      all.problem("catch_up", e.getMessage());
      return Optional.empty();
    }
  }

  private SettingsMap load() {
    Object loaded = null;
    try {
      String text = Files.readString(file);
      LoadSettings yaml = LoadSettings.builder().setLabel(file.toString()).build();
      loaded = new Load(yaml).loadFromString(text);
      new Compose(yaml).composeString(text).ifPresent(node -> findLines("", node));
    } catch (NoSuchFileException e) {
      problems.add(file + ": no such file");
    } catch (IOException e) {
      problems.add(file + ": cannot be read: " + e.getMessage());
    } catch (YamlEngineException e) {
      problems.add(file + ": " + e.getMessage());
    }
    return new SettingsMap(file, "", loaded, lines, problems);
  }

  private void findLines(String path, Node node) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode key) {
          String name = path + key.getValue();
          key.getStartMark().ifPresent(mark -> lines.putIfAbsent(name, mark.getLine() + 1));
          findLines(name + ".", entry.getValueNode());
        }
      }
    }
  }
}
