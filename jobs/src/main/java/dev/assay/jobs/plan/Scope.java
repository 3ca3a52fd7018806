package dev.assay.jobs.plan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.assay.installation.run.Backfill;
import dev.assay.installation.run.PlanInputs;
import dev.assay.results.query.WarehouseSql;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.jspecify.annotations.Nullable;

/**
 * The conversations that a backfill is limited to, for each of the two SQL engines: they read texts
 * in quotes differently.
 *
 * @param backfill null for all conversations
 */
record Scope(@Nullable Backfill backfill) {

  static Scope of(PlanInputs inputs) {
    return new Scope(inputs.backfill().orElse(null));
  }

  /** The condition for DuckDB. */
  String sql() {
    Backfill part = backfill;
    if (part == null) {
      return "true";
    }
    List<String> conditions = new ArrayList<>(List.of("true"));
    Long from = part.fromMicros();
    if (from != null) {
      conditions.add("created_at >= TIMESTAMPTZ '%s'".formatted(Candidates.utc(from)));
    }
    Long until = part.untilMicros();
    if (until != null) {
      conditions.add("created_at < TIMESTAMPTZ '%s'".formatted(Candidates.utc(until)));
    }
    if (!part.services().isEmpty()) {
      conditions.add(
          part.services().stream()
              .map(WarehouseSql::textLiteral)
              .collect(Collectors.joining(", ", "service_id IN (", ")")));
    }
    if (!part.archives().isEmpty()) {
      conditions.add(
          part.archives().stream()
              .map(
                  path ->
                      "archive_file = %s OR starts_with(archive_file, %s)"
                          .formatted(
                              WarehouseSql.textLiteral(path), WarehouseSql.textLiteral(path + "/")))
              .collect(Collectors.joining(" OR ", "(", ")")));
    }
    return String.join(" AND ", conditions);
  }

  /** The condition for Spark. */
  Column column() {
    Column condition = lit(true);
    Backfill part = backfill;
    if (part == null) {
      return condition;
    }
    Long from = part.fromMicros();
    if (from != null) {
      condition = condition.and(col("created_at").geq(time(from)));
    }
    Long until = part.untilMicros();
    if (until != null) {
      condition = condition.and(col("created_at").lt(time(until)));
    }
    if (!part.services().isEmpty()) {
      condition = condition.and(col("service_id").isin(part.services().toArray()));
    }
    return part.archives().stream()
        .map(
            path ->
                col("archive_file").equalTo(path).or(col("archive_file").startsWith(path + "/")))
        .reduce(Column::or)
        .map(condition::and)
        .orElse(condition);
  }

  private static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
