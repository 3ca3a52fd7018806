package dev.assay.archive;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where in JSON something stands. */
public final class FieldPath implements Serializable {
  private static final Pattern STEP = Pattern.compile("\"([^\"]+)\"|([^.\"\\[\\]]+)");
  private static final Pattern PLACE = Pattern.compile("\\d{1,9}");

  private final String text;
  private final List<String> steps;

  private FieldPath(String text, List<String> steps) {
    this.text = text;
    this.steps = List.copyOf(steps);
  }

  /**
   * The path that a text such as {@code ticket.messages.0."a.b"} is: keys parted by dots, those
   * with dots, brackets or quotation marks in them quoted.
   *
   * @throws IllegalArgumentException when it is none; the message tells why
   */
  public static FieldPath of(String text) {
    List<String> steps = new ArrayList<>();
    Matcher step = STEP.matcher(text);
    int from = 0;
    while (step.region(from, text.length()).lookingAt()) {
      steps.add(step.group(1) == null ? step.group(2) : step.group(1));
      from = step.end();
      if (from == text.length()) {
        if (steps.stream().noneMatch(String::isBlank)) {
          return new FieldPath(text, steps);
        }
        break;
      }
      if (text.charAt(from) != '.') {
        break;
      }
      from++;
    }
    throw new IllegalArgumentException(
        "Invalid path %s: write keys parted by dots, such as ticket.number; a number is a place in a list, and a key with dots or brackets stands in quotation marks"
            .formatted(JsonTypes.quoted(text)));
  }

  /**
   * The keys of objects, from the outermost; a number is a key or, in a list, a place, from 0. At
   * least one.
   */
  public List<String> steps() {
    return steps;
  }

  /** The place in a list that a step is; -1 when it is none. */
  public static int place(String step) {
    return PLACE.matcher(step).matches() ? Integer.parseInt(step) : -1;
  }

  /** Whether what stands at {@code other} is what stands here, or within it. */
  boolean holds(List<String> other) {
    return other.size() >= steps.size() && other.subList(0, steps.size()).equals(steps);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldPath path && path.steps.equals(steps);
  }

  @Override
  public int hashCode() {
    return steps.hashCode();
  }

  /** As {@link #of} reads it. */
  @Override
  public String toString() {
    return text;
  }
}
