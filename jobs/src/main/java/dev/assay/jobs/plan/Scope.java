package dev.assay.jobs.plan;

import dev.assay.installation.run.Backfill;
import dev.assay.installation.run.PlanInputs;
import dev.assay.results.query.WarehouseSql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The conversations that a backfill is limited to.
 *
 * @param backfill null for all conversations
 */
record Scope(@Nullable Backfill backfill) {

  static Scope of(PlanInputs inputs) {
    return new Scope(inputs.backfill().orElse(null));
  }

  /** The condition on the columns of {@code conversation}. */
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
}
