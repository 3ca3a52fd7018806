package dev.assay.jobs.cli;

import dev.assay.home.Home;
import dev.assay.home.Settings;
import dev.assay.jobs.spark.SparkSessions;
import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Answers SQL with Spark: the same tables and views, for statements that only Spark has. */
final class SparkSql {

  private static final String CURRENT_RESULT =
      """
      SELECT * FROM metric_evaluation_result r WHERE NOT EXISTS (
        SELECT 1 FROM metric_evaluation_result s
        WHERE s.replaces = r.id AND s.org_id = r.org_id AND s.metric_id = r.metric_id)""";

  private static final String PLANNED_CELL =
      """
      SELECT p.run_id, p.wave, p.wave_time, p.org_id, m.metric_id, m.metric_version,
        p.conversation_id, p.source_type, p.content_hash, m.evaluator_fingerprint,
        coalesce(p.detail.attempt, 1) AS attempt, p.detail.replaces AS replaces
      FROM (
        SELECT *, get(filter(details, d -> d.metric = ordinal), 0) AS detail
        FROM (SELECT *, explode(metrics) AS ordinal FROM planned_conversation)) p
      JOIN planned_metric m ON m.run_id = p.run_id AND m.ordinal = p.ordinal""";

  private final Home home;
  private final Settings settings;

  SparkSql(Home home, Settings settings) {
    this.home = home;
    this.settings = settings;
  }

  /** A session that others started is left alone. */
  void answer(String statement, TableFormat format, PrintStream out) {
    boolean started = SparkSession.getDefaultSession().isEmpty();
    SparkSession spark = SparkSessions.open(home, settings.spark());
    try {
      createViews(new Tables(spark, home.warehouse()));
      Dataset<Row> rows = spark.sql(statement);
      Iterator<Row> iterator = rows.toLocalIterator();
      format.write(
          new SqlAnswer(List.of(rows.columns()), new Values(iterator, rows.columns().length)), out);
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      throw new UserError("Cannot answer: " + e.getMessage());
    } finally {
      if (started) {
        spark.stop();
      }
    }
  }

  private static void createViews(Tables tables) {
    for (AssayTable table : AssayTable.values()) {
      if (tables.warehouse().exists(table)) {
        tables.read(table).createOrReplaceTempView(table.label());
      }
    }
    tables.spark().sql(CURRENT_RESULT).createOrReplaceTempView("current_result");
    tables.spark().sql(PLANNED_CELL).createOrReplaceTempView("planned_cell");
  }

  private record Values(Iterator<Row> rows, int width) implements Iterator<List<@Nullable Object>> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public List<@Nullable Object> next() {
      Row row = rows.next();
      List<@Nullable Object> values = new ArrayList<>(width);
      for (int i = 0; i < width; i++) {
        values.add(plain(row.get(i)));
      }
      return values;
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Instant || value instanceof java.time.LocalDate) {
      return value.toString();
    }
    if (value instanceof scala.collection.Iterable<?>
        && value instanceof scala.collection.Map<?, ?> map) {
      Map<String, @Nullable Object> entries = new LinkedHashMap<>();
      scala.jdk.javaapi.CollectionConverters.asJava(map)
          .forEach((k, v) -> entries.put(String.valueOf(k), plain(v)));
      return entries;
    }
    if (value instanceof scala.collection.Seq<?> seq) {
      List<@Nullable Object> items = new ArrayList<>();
      scala.jdk.javaapi.CollectionConverters.asJava(seq).forEach(v -> items.add(plain(v)));
      return items;
    }
    if (value instanceof Row row) {
      List<@Nullable Object> items = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        items.add(plain(row.get(i)));
      }
      return items;
    }
    return value;
  }
}
