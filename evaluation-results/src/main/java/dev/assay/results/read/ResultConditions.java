package dev.assay.results.read;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.io.api.Binary;

/**
 * A query's conditions on the rows of one file, without those that all of its rows meet, and
 * without conversations.
 */
final class ResultConditions {

  private static final int ROUND_UP_NANOS = 999;

  private final List<String> columns = new ArrayList<>(List.of("created_at"));
  private final List<OneOf> texts = new ArrayList<>();
  private final long from;
  private final long to;

  /** A text that must be one of some, which are few. */
  private record OneOf(int column, List<Binary> values) {
    boolean holds(RowCursor row) {
      Binary text = row.bytes(column);
      for (Binary value : values) {
        if (value.equals(text)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * @param file one that {@link ResultFiles#matching} gave for the query
   */
  ResultConditions(ResultQuery query, ResultFile file) {
    if (file.orgId() == null) {
      add("org_id", List.of(query.orgId()));
    }
    if (file.sourceType() == null) {
      add("source_type", query.sourceTypes());
    }
    add("simulation_unit_test_set_run_id", query.simulationRunIds());
    this.from =
        query.from() == null ? Long.MIN_VALUE : micros(query.from().plusNanos(ROUND_UP_NANOS));
    this.to = query.to() == null ? Long.MAX_VALUE : micros(query.to());
  }

  /** The columns that a row is looked at by. */
  List<String> columns() {
    return columns;
  }

  /** Whether a row meets them. */
  boolean hold(RowCursor row) {
    if (createdAt(row) < from || createdAt(row) > to) {
      return false;
    }
    for (OneOf text : texts) {
      if (!text.holds(row)) {
        return false;
      }
    }
    return true;
  }

  /** In microseconds. */
  static long createdAt(RowCursor row) {
    return row.number(0);
  }

  /** Since 1970, rounded down. */
  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time.truncatedTo(ChronoUnit.MICROS));
  }

  private void add(String column, List<String> values) {
    if (!values.isEmpty()) {
      columns.add(column);
      texts.add(new OneOf(columns.size() - 1, values.stream().map(Binary::fromString).toList()));
    }
  }
}
