package dev.assay.ledger.store;

import dev.assay.evaluators.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Turns rows of calls into calls. */
public final class CallRow {

  private CallRow() {}

  public static SettledCall read(ResultSet row) throws SQLException {
    boolean known = row.getObject("input_tokens") != null;
    String prefix = known ? "" : "bound_";
    Usage usage =
        new Usage(
            row.getLong(prefix + "input_tokens"),
            row.getLong(prefix + "output_tokens"),
            row.getLong(prefix + "cost_nanos"));
    String end = row.getString("call_end");
    long latency = row.getLong("latency_millis");
    boolean timed = !row.wasNull();
    return new SettledCall(
        row.getString("id"),
        row.getLong("sequence"),
        row.getString("run_id"),
        row.getString("org_id"),
        row.getString("conversation_id"),
        row.getString("content_hash"),
        row.getString("model"),
        row.getString("parameters"),
        row.getString("prompt_template"),
        ItemText.read(row.getString("items")),
        end == null ? row.getString("state") : end,
        usage,
        known,
        text(row.getBytes("request")),
        text(row.getBytes("answer")),
        timed ? latency : null,
        row.getLong("created_at"));
  }

  public static @Nullable String text(byte @Nullable [] deflated) {
    return deflated == null ? null : Deflated.of(deflated).text();
  }
}
