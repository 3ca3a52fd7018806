package dev.assay.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Normalizes the fields of a definition and gathers every rule that they break. */
final class DefinitionRules {
  private static final Pattern TAG_TEXT =
      Pattern.compile("[\\w\\s]+", Pattern.UNICODE_CHARACTER_CLASS);

  private final List<DefinitionProblem> problems = new ArrayList<>();

  String required(String field, String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      add(field, "Invalid %s: it is empty; give a text".formatted(field));
    }
    checkStorable(field, trimmed);
    return trimmed;
  }

  @Nullable String optional(String field, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    checkStorable(field, text);
    return text.strip();
  }

  EvaluatorDefinition evaluator(EvaluatorDefinition evaluator) {
    String type = evaluator.type().strip();
    if (type.isEmpty()) {
      add("evaluator", "Invalid evaluator: its type is empty; name one, such as judge");
      return evaluator;
    }
    if (evaluator.settings().containsKey(CatalogJson.TYPE)) {
      add("evaluator", "Invalid evaluator: no setting may be called 'type'; rename it");
      return evaluator;
    }
    try {
      return CatalogJson.canonical(new EvaluatorDefinition(type, evaluator.settings()));
    } catch (IllegalArgumentException e) {
      add("evaluator", "Invalid evaluator: " + e.getMessage());
      return evaluator;
    }
  }

  SortedSet<String> services(SortedSet<String> services) {
    TreeSet<String> trimmed = new TreeSet<>();
    for (String service : services) {
      String id = service.strip();
      if (id.isEmpty()) {
        add(
            "applied_to_services",
            "Invalid applied_to_services: one is empty; give a service's id, or * for every one");
      }
      checkStorable("applied_to_services", id);
      trimmed.add(id);
    }
    return trimmed;
  }

  SortedMap<String, @Nullable String> tags(SortedMap<String, @Nullable String> tags) {
    if (tags.size() > MetricDefinition.MAX_TAGS) {
      add(
          "tags",
          "Invalid tags: %d given, at most %d allowed; remove some"
              .formatted(tags.size(), MetricDefinition.MAX_TAGS));
    }
    TreeMap<String, @Nullable String> trimmed = new TreeMap<>();
    tags.forEach(
        (key, value) -> {
          String cleanKey = tagText("key", key);
          if (trimmed.containsKey(cleanKey)) {
            add("tags", "Invalid tags: key '%s' is given twice; remove one".formatted(cleanKey));
          }
          trimmed.put(cleanKey, value == null ? null : tagText("value", value));
        });
    return trimmed;
  }

  void samplingRate(double rate) {
    if (!(rate > 0 && rate <= 1)) {
      add(
          "sampling_rate",
          "Invalid sampling_rate %s: give a number above 0, up to 1".formatted(plain(rate)));
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  void throwIfBroken(String name) {
    if (!problems.isEmpty()) {
      throw new CatalogException.InvalidDefinition(name, problems);
    }
  }

  private String tagText(String part, String text) {
    String trimmed = text.strip();
    if (!TAG_TEXT.matcher(trimmed).matches()) {
      add(
          "tags",
          "Invalid tag %s '%s': only letters, digits, underscores and spaces are allowed, at least one"
              .formatted(part, trimmed));
    }
    return trimmed;
  }

  /** PostgreSQL stores neither the NUL character nor half a surrogate pair. */
  private void checkStorable(String field, String text) {
    if (text.codePoints().anyMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF))) {
      add(
          field,
          "Invalid %s: it holds a NUL character or half a surrogate pair; remove it"
              .formatted(field));
    }
  }

  private void add(String field, String message) {
    problems.add(new DefinitionProblem(field, message));
  }
}
