package dev.assay.simulator.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an answer to several questions at once: the properties of the outermost object that
 * has at least two which are objects or booleans themselves.
 */
record Parts(List<String> names) {

  static final Parts NONE = new Parts(List.of());

  /** The parts that begin at this object; none when it asks for one thing only. */
  static Parts of(JsonNode object) {
    List<String> names = new ArrayList<>();
    object
        .path("properties")
        .properties()
        .forEach(
            property -> {
              JsonNode schema = property.getValue();
              String type = schema.path("type").asText("");
              boolean isPart =
                  type.equals("object") || type.equals("boolean") || schema.has("$ref");
              if (isPart && !SchemaFiller.isApplicability(property.getKey())) {
                names.add(property.getKey());
              }
            });
    return names.size() < 2 ? NONE : new Parts(List.copyOf(names));
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  /**
   * What the prompt says of a part: from each mention of its name to the end of the paragraph, or
   * to where another part is mentioned. All of the prompt where there are no parts.
   */
  String passage(String part, String prompt) {
    if (part.isEmpty()) {
      return prompt;
    }
    String either = String.join("|", names.stream().map(Pattern::quote).toList());
    Matcher end = Pattern.compile("(?<![\\w-])(" + either + ")(?![\\w-])|\n\n").matcher(prompt);
    StringBuilder passage = new StringBuilder();
    int start = -1;
    while (end.find()) {
      boolean isOwn = part.equals(end.group(1));
      if (start >= 0 && !isOwn) {
        passage.append(prompt, start, end.start()).append('\n');
        start = -1;
      } else if (start < 0 && isOwn) {
        start = end.start();
      }
    }
    return start < 0
        ? passage.toString()
        : passage.append(prompt, start, prompt.length()).toString();
  }
}
