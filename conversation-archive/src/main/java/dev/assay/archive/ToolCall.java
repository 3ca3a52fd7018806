package dev.assay.archive;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool, joined to its answer.
 *
 * @param name the tool's name
 * @param arguments text; JSON where the source had JSON
 * @param result text; JSON where the source had JSON; null when no answer is known
 * @param error the tool's error, or null
 */
public record ToolCall(
    String name, String arguments, @Nullable String result, @Nullable String error) {

  public ToolCall {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(arguments, "arguments");
  }
}
