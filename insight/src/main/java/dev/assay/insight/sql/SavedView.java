package dev.assay.insight.sql;

import java.nio.file.Path;

/**
 * A statement that is kept under a name.
 *
 * @param name as statements write it: that of its file, without the ending
 * @param description the comment that its file opens with, as one line
 * @param sql one SELECT in words that DuckDB and Spark both know
 * @param file where it stands
 */
public record SavedView(String name, String description, String sql, Path file) {

  /** What is wrong with it, for a person. */
  public String problem(Exception failure) {
    return "Cannot use the view %s of %s: %s".formatted(name, file, failure.getMessage());
  }
}
