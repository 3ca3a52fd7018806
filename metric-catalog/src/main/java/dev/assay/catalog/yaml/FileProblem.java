package dev.assay.catalog.yaml;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One problem of a file.
 *
 * @param file the file, as it was named or found
 * @param line from 1; 0 when it is of the file as a whole
 * @param message the problem, its cause and the mend; for people
 */
public record FileProblem(Path file, int line, String message) {
  public FileProblem {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(message, "message");
    if (line < 0) {
      throw new IllegalArgumentException("Invalid line %d of %s".formatted(line, file));
    }
  }

  /** {@code file:line: message}, which editors and terminals can open. */
  @Override
  public String toString() {
    return line == 0
        ? "%s: %s".formatted(file, message)
        : "%s:%d: %s".formatted(file, line, message);
  }
}
