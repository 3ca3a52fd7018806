package dev.assay.installation;

import dev.assay.catalog.yaml.FileProblem;
import dev.assay.catalog.yaml.YamlFile;
import dev.assay.catalog.yaml.YamlMap;
import dev.assay.catalog.yaml.YamlNode;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@link Settings} from a YAML file, and says everything that is wrong with it at once. */
public final class SettingsFile {

  private static final Pattern DAYS = Pattern.compile("(\\d+(?:\\.\\d+)?)d");
  private static final int MAX_WAVE = 1_000_000;
  private static final double USUAL_CATCH_UP = 7;

  private final Path base;

  private SettingsFile(Path base) {
    this.base = base;
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
    return bind(file, base).settings();
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

  /**
   * Settings, and what they were made of.
   *
   * @param keys the full names of all settings that were asked for, given or not; those of a
   *     section that means something by being there only if it is
   */
  record Bound(Settings settings, Set<String> keys) {}

  static Bound bind(Path path, Path base) {
    YamlFile file = new YamlFile(path);
    Set<String> keys = new TreeSet<>();
    Settings settings =
        SettingsSection.read(
            "",
            new Written(file.map("a file of settings")),
            keys,
            new SettingsFile(base)::settings);
    if (file.problemCount() > 0) {
      throw new InvalidSettings(
          file.problems().stream()
              .sorted(Comparator.comparing(FileProblem::line))
              .map(FileProblem::toString)
              .toList());
    }
    return new Bound(settings, keys);
  }

  private Settings settings(SettingsSection all) {
    Catalog catalog = all.section("catalog", Catalog::read);
    return new Settings(
        all.text("org").orElse("default"),
        all.texts("archives").stream().map(archive -> base.resolve(archive).toString()).toList(),
        all.text("metrics").map(base::resolve).orElse(null),
        all.text("views").map(base::resolve).orElse(null),
        catalog.url(),
        catalog.user(),
        all.text("catch_up")
            .flatMap(text -> catchUp(all, text))
            .or(() -> all.has("catch_up") ? Optional.empty() : Optional.of(USUAL_CATCH_UP)),
        all.number("max_attempts", 1, 100, 3),
        all.number("wave_conversations", 100, MAX_WAVE, 100_000),
        all.section("archive", ArchiveSection::read),
        all.optionalSection("judge", JudgeSectionReader::read).orElse(null),
        all.section("server", ServerSection::read),
        all.section("retention", RetentionSection::read),
        all.strings("spark"));
  }

  private record Catalog(@Nullable String url, @Nullable String user) {
    static Catalog read(SettingsSection catalog) {
      return new Catalog(catalog.text("url").orElse(null), catalog.text("user").orElse(null));
    }
  }

  private static Optional<Double> catchUp(SettingsSection all, String text) {
    try {
      return days(text);
    } catch (IllegalArgumentException e) {
      all.problem("catch_up", e.getMessage());
      return Optional.empty();
    }
  }

  /** A section of a file. */
  private record Written(YamlMap map) implements SettingsSection.Source {
    @Override
    public Set<String> keys() {
      return map.keys();
    }

    @Override
    public boolean has(String key) {
      return map.has(key);
    }

    @Override
    public @Nullable Object value(String key) {
      return map.value(key).map(YamlNode::value).orElse(null);
    }

    @Override
    public SettingsSection.Source section(String key, String name) {
      return new Written(map.map(key, "'%s'".formatted(name)));
    }

    @Override
    public void report(String key, String message) {
      map.report(key, message);
    }
  }
}
