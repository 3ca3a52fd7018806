package dev.assay.evaluators.code.runtime;

/**
 * A place in a setting's text.
 *
 * @param line from 1
 * @param column from 1
 */
public record Position(String setting, int line, int column) {
  @Override
  public String toString() {
    return "line %d, column %d of %s".formatted(line, column, setting);
  }
}
