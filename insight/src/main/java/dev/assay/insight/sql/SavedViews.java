package dev.assay.insight.sql;

import dev.assay.installation.InvalidSettings;
import dev.assay.installation.Settings;
import dev.assay.results.AssayTable;
import dev.assay.results.query.WarehouseSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The saved views of an installation: one file each, {@code NAME.sql}, in one folder. Views may
 * name tables, Assay's own views and one another.
 */
public final class SavedViews {

  private static final SavedViews NONE = new SavedViews(Map.of());

  private static final String ENDING = ".sql";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final Pattern WORD = Pattern.compile("[a-z0-9_]+");
  private static final Pattern QUERY = Pattern.compile("(?is)\\s*\\(*\\s*(select|with)\\b.*");

  private final Map<String, SavedView> views;

  private SavedViews(Map<String, SavedView> views) {
    this.views = new TreeMap<>(views);
  }

  /**
   * The views of an installation.
   *
   * @param named the folder that a command names, if it does; else the settings may name one, else
   *     it is {@code conf/views} of the program
   * @param base the folder of the program
   */
  public static SavedViews of(@Nullable Path named, Settings settings, Path base) {
    Path told = named == null ? settings.views() : named;
    if (told != null) {
      return read(told);
    }
    Path usual = base.resolve("conf/views");
    return Files.isDirectory(usual) ? read(usual) : NONE;
  }

  /**
   * Reads all views of a folder; other files are passed over.
   *
   * @throws InvalidSettings naming every file that has no view in it, and why
   */
  static SavedViews read(Path folder) {
    Map<String, SavedView> views = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(ENDING)).sorted().toList()) {
        SavedView view = read(file, Files.readString(file), problems);
        if (view != null) {
          views.put(view.name(), view);
        }
      }
    } catch (IOException e) {
      problems.add("Cannot read the views in %s: %s".formatted(folder, e));
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
    return new SavedViews(views);
  }

  private static @Nullable SavedView read(Path file, String text, List<String> problems) {
    String name = file.getFileName().toString().replace(ENDING, "");
    List<String> statements = SqlStatements.of(text).all();
    if (!NAME.matcher(name).matches()) {
      problems.add(
          "%s: Invalid name '%s': name the file of a view with lowercase letters, digits and _"
              .formatted(file, name));
    } else if (taken().contains(name)) {
      problems.add("%s: Invalid name '%s': a table has it".formatted(file, name));
    } else if (statements.size() != 1
        || !QUERY.matcher(SqlStatements.withoutComments(statements.get(0))).matches()) {
      problems.add(
          "%s: Invalid view: it has %d statements; write one SELECT"
              .formatted(file, statements.size()));
    } else {
      return new SavedView(name, description(text), statements.get(0), file);
    }
    return null;
  }

  private static Set<String> taken() {
    Set<String> taken =
        Arrays.stream(AssayTable.values())
            .map(AssayTable::label)
            .collect(Collectors.toCollection(TreeSet::new));
    taken.addAll(WarehouseSql.viewNames());
    return taken;
  }

  /** The comment lines that a text opens with, as one line. */
  private static String description(String text) {
    return text.lines()
        .takeWhile(line -> line.startsWith("--"))
        .map(line -> line.substring(2).strip())
        .collect(Collectors.joining(" "));
  }

  /** All views, each after those that it names. */
  public List<SavedView> all() {
    return withNeeded(views.keySet());
  }

  /** The views that a statement names, itself or by another view, each after those it names. */
  List<SavedView> namedIn(String statement) {
    return withNeeded(words(statement));
  }

  private List<SavedView> withNeeded(Set<String> names) {
    Set<SavedView> ordered = new LinkedHashSet<>();
    add(names, new TreeSet<>(), ordered);
    return List.copyOf(ordered);
  }

  private void add(Set<String> names, Set<String> met, Set<SavedView> ordered) {
    for (String name : names) {
      SavedView view = views.get(name);
      if (view != null && met.add(name)) {
        add(words(view.sql()), met, ordered);
        ordered.add(view);
      }
    }
  }

  private static Set<String> words(String sql) {
    Set<String> words = new TreeSet<>();
    Matcher matcher = WORD.matcher(sql.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }
}
