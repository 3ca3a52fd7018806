package dev.assay.results.commit;

import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;

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

  /** The text column equals one of the values, of which there is at least one. */
  public static Predicate oneOf(String column, Collection<String> values) {
    return values.stream()
        .map(value -> equal(column, value))
        .reduce((one, other) -> new Predicate("OR", one, other))
        .orElseThrow();
  }

  /** Both conditions hold. */
  public static Predicate both(Predicate one, Predicate other) {
    return new Predicate("AND", one, other);
  }

  /** The timestamp column is at or after {@code micros} since the epoch. */
  public static Predicate atOrAfter(String column, long micros) {
    return new Predicate(">=", new Column(column), Literal.ofTimestamp(micros));
  }

  /** The timestamp column is before a time. */
  public static Predicate before(String column, Instant time) {
    return new Predicate(
        "<",
        new Column(column),
        Literal.ofTimestamp(ChronoUnit.MICROS.between(Instant.EPOCH, time)));
  }
}
