package dev.assay.insight.compare;

import dev.assay.archive.SampleKey;
import dev.assay.catalog.MetricVersion;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.RowReader;
import dev.assay.results.query.TableQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what two versions of a metric said of the same conversations: results of finished
 * conversations, of the evaluator that most of a version's results are of.
 *
 * @param warehouse where the tables are
 * @param orgId whose results
 * @param before the version that is compared with
 * @param after the version that is looked at
 * @param serviceId only this service's conversations, or null
 * @param sample the share of conversations to look at, above 0, up to 1
 */
record VersionPairs(
    Warehouse warehouse,
    String orgId,
    MetricVersion before,
    MetricVersion after,
    @Nullable String serviceId,
    double sample) {

  private static final String SOURCE = "post-session";

  /** Results of one version that are looked at, with what they say as one value. */
  private static final String ONE_VERSION =
      """
      SELECT r.conversation_id, r.service_id, r.content_hash, r.evaluator_fingerprint,
        r.justification, r.cost, %s AS value
      FROM current_result r
      WHERE r.org_id = ? AND r.metric_id = ? AND r.metric_version = ? AND r.source_type = '%s'""";

  /** One side's evaluator, and how many of its results are of others. */
  record Evaluator(String fingerprint, String type, long others) {}

  /** Told of each conversation; a side without a result has no hash. */
  interface Taker {
    void take(
        @Nullable String serviceId,
        @Nullable String hashBefore,
        @Nullable Object before,
        @Nullable String hashAfter,
        @Nullable Object after);
  }

  /** The evaluator that most results of a version are of, or null when it has none. */
  @Nullable Evaluator evaluator(MetricVersion version) {
    List<Object> parameters = new ArrayList<>();
    String sql =
        """
        SELECT evaluator_fingerprint, any_value(evaluator), count(*), sum(count(*)) OVER ()
        FROM current_result r
        WHERE r.org_id = ? AND r.metric_id = ? AND r.metric_version = ? AND r.source_type = '%s'
        """
                .formatted(SOURCE)
            + within(version, parameters)
            + " GROUP BY 1 ORDER BY 3 DESC, max(created_at) DESC LIMIT 1";
    return query(
            sql,
            row ->
                new Evaluator(row.getString(1), row.getString(2), row.getLong(4) - row.getLong(3)),
            parameters)
        .stream()
        .findFirst()
        .orElse(null);
  }

  /** The models that were asked for a version, in alphabetical order. */
  List<String> models(MetricVersion version) {
    return query(
        """
        SELECT DISTINCT model FROM judgement
        WHERE org_id = ? AND len(list_filter(items,
          lambda i: i.metric_id = ? AND i.metric_version = ? AND i.outcome = 'answer')) > 0
        ORDER BY 1""",
        row -> row.getString(1),
        List.of(orgId, version.metricId(), version.version()));
  }

  /** Hands over every conversation that either version has a result of. */
  void read(Evaluator ofBefore, Evaluator ofAfter, Taker taker) {
    List<Object> parameters = new ArrayList<>();
    String sql =
        """
        SELECT coalesce(b.service_id, a.service_id), a.content_hash, a.value, b.content_hash,
          b.value
        FROM (%s) a FULL OUTER JOIN (%s) b ON a.conversation_id = b.conversation_id"""
            .formatted(side(before, ofBefore, parameters), side(after, ofAfter, parameters));
    var unused =
        query(
            sql,
            row -> {
              taker.take(
                  row.getString(1),
                  row.getString(2),
                  row.getObject(3),
                  row.getString(4),
                  row.getObject(5));
              return true;
            },
            parameters);
  }

  /**
   * Conversations whose answer changed: of numbers those that moved furthest, else one of each kind
   * of change in turn, within a kind in the order of a hash.
   */
  List<Comparison.Example> examples(Evaluator ofBefore, Evaluator ofAfter, int most) {
    List<Object> parameters = new ArrayList<>();
    boolean isNumerical = after.value().type().equals("numerical");
    String sql =
        """
        SELECT a.conversation_id, coalesce(b.service_id, a.service_id), a.value::VARCHAR,
          b.value::VARCHAR, a.justification, b.justification,
          row_number() OVER (PARTITION BY a.value, b.value
            ORDER BY md5(a.conversation_id)) AS turn
        FROM (%s) a JOIN (%s) b
          ON a.conversation_id = b.conversation_id AND a.content_hash = b.content_hash
        WHERE a.value IS DISTINCT FROM b.value
        ORDER BY %s turn, md5(a.conversation_id) LIMIT %d"""
            .formatted(
                side(before, ofBefore, parameters),
                side(after, ofAfter, parameters),
                isNumerical ? "abs(b.value - a.value) DESC NULLS LAST," : "",
                most);
    return query(
        sql,
        row ->
            new Comparison.Example(
                row.getString(1),
                row.getString(2),
                shown(row.getString(3)),
                shown(row.getString(4)),
                row.getString(5),
                row.getString(6)),
        parameters);
  }

  /** What the later version's results cost, to say what the others would. */
  record Costs(long results, double mean, double variance) {}

  /** Of results that were paid for. */
  Costs costs() {
    return query(
            """
            SELECT count(cost), coalesce(avg(cost), 0), coalesce(var_samp(cost), 0)
            FROM metric_evaluation_result
            WHERE org_id = ? AND metric_id = ? AND metric_version = ?""",
            row -> new Costs(row.getLong(1), row.getDouble(2), row.getDouble(3)),
            List.of(orgId, after.metricId(), after.version()))
        .get(0);
  }

  /**
   * Finished conversations with messages, of these services, that the later version has no result
   * of.
   */
  long left(Collection<String> services) {
    List<Object> parameters = new ArrayList<>(List.of(orgId));
    String which = "";
    if (!services.contains("*")) {
      which = " AND c.service_id IN (%s)".formatted("?" + ", ?".repeat(services.size() - 1));
      parameters.addAll(services);
    }
    parameters.addAll(List.of(orgId, after.metricId(), after.version()));
    return query(
            """
            SELECT count(*) FROM conversation c
            WHERE c.org_id = ? AND c.is_finished AND c.message_count > 0
              AND c.simulation_unit_test_set_run_id IS NULL %s
              AND NOT EXISTS (
                SELECT 1 FROM metric_evaluation_result r
                WHERE r.org_id = ? AND r.metric_id = ? AND r.metric_version = ?
                  AND r.conversation_id = c.id)"""
                .formatted(which),
            row -> row.getLong(1),
            parameters)
        .get(0);
  }

  private String side(MetricVersion version, Evaluator evaluator, List<Object> parameters) {
    String sql =
        ONE_VERSION.formatted(value(), SOURCE)
            + within(version, parameters)
            + " AND r.evaluator_fingerprint = ?";
    parameters.add(evaluator.fingerprint());
    return sql;
  }

  private String value() {
    return switch (after.value().type()) {
      case "numerical" -> "r.result_numerical";
      case "boolean" -> "r.result_boolean::VARCHAR";
      default -> "r.result_categorical";
    };
  }

  /** The conditions on service and sample; adds the parameters of the whole statement so far. */
  private String within(MetricVersion version, List<Object> parameters) {
    parameters.addAll(List.of(orgId, version.metricId(), version.version()));
    StringBuilder sql = new StringBuilder();
    if (serviceId != null) {
      sql.append(" AND r.service_id = ?");
      parameters.add(serviceId);
    }
    if (sample < 1) {
      sql.append(
          " AND r.conversation_id IN"
              + " (SELECT id FROM conversation WHERE org_id = ? AND sample_key < ?)");
      parameters.addAll(List.of(orgId, SampleKey.endOf(sample)));
    }
    return sql.toString();
  }

  private <T> List<T> query(String sql, RowReader<T> reader, List<Object> parameters) {
    return TableQuery.query(
        warehouse,
        Map.of(
            AssayTable.METRIC_EVALUATION_RESULT, Predicates.equal("metric_id", after.metricId())),
        sql,
        reader,
        parameters.toArray());
  }

  private static String shown(@Nullable String value) {
    return value == null ? PairTally.NOT_APPLICABLE : value;
  }
}
