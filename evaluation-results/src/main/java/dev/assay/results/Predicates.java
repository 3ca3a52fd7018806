package dev.assay.results;

import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;

/** Conditions by which Delta Kernel leaves out files. */
public final class Predicates {

  private Predicates() {}

  /** The column has a value. */
  public static Predicate isNotNull(String column) {
    return new Predicate("IS_NOT_NULL", new Column(column));
  }

  /** The text column equals {@code value}. */
  public static Predicate equal(String column, String value) {
    return new Predicate("=", new Column(column), Literal.ofString(value));
  }

  /** The column equals the whole number {@code value}. */
  public static Predicate equal(String column, long value) {
    return new Predicate("=", new Column(column), Literal.ofLong(value));
  }

  /** The timestamp column is at or after {@code micros} since the epoch. */
  public static Predicate atOrAfter(String column, long micros) {
    return new Predicate(">=", new Column(column), Literal.ofTimestamp(micros));
  }
}
