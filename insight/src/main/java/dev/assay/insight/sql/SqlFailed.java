package dev.assay.insight.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement cannot be answered; the message tells a person why. */
public final class SqlFailed extends RuntimeException {

  public SqlFailed(String message) {
    super(message);
  }

  /** What an engine said. */
  public static SqlFailed because(Exception cause) {
    return because(cause.getMessage(), List.of());
  }

  /**
   * What an engine said, and what may have led to it.
   *
   * @param problems with views that the statement names, each with its file
   */
  public static SqlFailed because(@Nullable String message, List<String> problems) {
    String plain = "Cannot answer: " + message;
    return new SqlFailed(problems.isEmpty() ? plain : plain + "\n" + String.join("\n", problems));
  }
}
