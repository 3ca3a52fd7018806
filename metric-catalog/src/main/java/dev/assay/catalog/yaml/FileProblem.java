package dev.assay.catalog.yaml;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One problem of a metric file.
 *
 * @param file the file, as it was named or found
 * @param line from 1
 * @param message the problem, its cause and the mend; for people
 */
public record FileProblem(Path file, int line, String message) {
  public FileProblem {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(message, "message");
    if (line < 1) {
      throw new IllegalArgumentException("Invalid line %d of %s".formatted(line, file));
    }
  }

  /** {@code file:line: message}, which editors and terminals can open. */
  @Override
  public String toString() {
    return "%s:%d: %s".formatted(file, line, message);
  }
}
