package dev.assay.jobs.sql;

import dev.assay.insight.sql.Needed;
import dev.assay.insight.sql.Relation;
import dev.assay.insight.sql.Relations;
import dev.assay.insight.sql.SavedView;
import dev.assay.insight.sql.SavedViews;
import dev.assay.insight.sql.SqlAnswer;
import dev.assay.insight.sql.SqlEngine;
import dev.assay.insight.sql.SqlFailed;
import dev.assay.insight.sql.SqlStatements;
import dev.assay.installation.Home;
import dev.assay.installation.Settings;
import dev.assay.jobs.spark.SparkSessions;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Warehouse;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Answers with Spark: the same tables and views, for statements that only Spark has. */
public final class SparkEngine implements SqlEngine {

  static final String CURRENT_RESULT =
      """
      SELECT * FROM metric_evaluation_result r WHERE NOT EXISTS (
        SELECT 1 FROM metric_evaluation_result s
        WHERE s.replaces = r.id AND s.org_id = r.org_id AND s.metric_id = r.metric_id)""";

  static final String PLANNED_CELL =
      """
      SELECT p.run_id, p.wave, p.wave_time, p.org_id, m.metric_id, m.metric_version,
        p.conversation_id, p.source_type, p.content_hash, m.evaluator_fingerprint,
        coalesce(p.detail.attempt, 1) AS attempt, p.detail.replaces AS replaces
      FROM (
        SELECT *, get(filter(details, d -> d.metric = ordinal), 0) AS detail
        FROM (SELECT *, explode(metrics) AS ordinal FROM planned_conversation)) p
      JOIN planned_metric m ON m.run_id = p.run_id AND m.ordinal = p.ordinal""";

  /** How statements open that would change tables, which only runs do. */
  private static final Pattern CHANGE =
      Pattern.compile(
          "(?is)\\s*(delete|update|merge|insert\\s+into|insert\\s+overwrite(?!.*\\bdirectory\\b)"
              + "|truncate|alter|drop|vacuum|optimize|restore|reorg)\\b.*");

  private final SparkSession spark;
  private final Warehouse warehouse;
  private final SavedViews saved;
  private final boolean started;

  private SparkEngine(SparkSession spark, Warehouse warehouse, SavedViews saved, boolean started) {
    this.spark = spark;
    this.warehouse = warehouse;
    this.saved = saved;
    this.started = started;
  }

  /** Starts Spark, unless this process has a session; that of others is left alone at the end. */
  public static SparkEngine open(Home home, Settings settings, SavedViews saved) {
    boolean started = SparkSession.getDefaultSession().isEmpty();
    SparkSession spark = SparkSessions.open(home, settings.spark());
    return new SparkEngine(spark, home.warehouse(), saved, started);
  }

  @Override
  public void answer(String statement, Reader reader) throws IOException {
    Matcher change = CHANGE.matcher(SqlStatements.withoutComments(statement));
    if (change.matches()) {
      throw new SqlFailed(
          "Unsupported statement %s: the tables can be read here, and only runs change them"
              .formatted(change.group(1).toUpperCase(Locale.ROOT)));
    }
    List<String> problems = new ArrayList<>();
    try {
      create(Needed.by(statement, saved)).forEach((view, problem) -> problems.add(problem));
      Dataset<Row> rows = spark.sql(statement);
      reader.read(
          new SqlAnswer(
              List.of(rows.columns()), new Values(rows.toLocalIterator(), rows.columns().length)));
    } catch (IOException | SqlFailed e) {
      throw e;
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      throw SqlFailed.because(e.getMessage(), problems);
    }
  }

  @Override
  public List<Relation> relations() {
    Map<SavedView, String> problems = create(Needed.all(saved));
    Map<String, List<Relation.Column>> columns = new HashMap<>();
    for (Row table : spark.sql("SHOW VIEWS").collectAsList()) {
      String name = table.getString(1);
      columns.put(
          name,
          Arrays.stream(spark.table(name).schema().fields())
              .map(field -> new Relation.Column(field.name(), field.dataType().sql()))
              .toList());
    }
    return Relations.of(saved, problems, columns);
  }

  /** Makes what is needed a view of its name; what is wrong with saved views that cannot be. */
  private Map<SavedView, String> create(Needed needed) {
    for (AssayTable table : needed.tables()) {
      if (warehouse.exists(table)) {
        spark
            .read()
            .format("delta")
            .load(warehouse.path(table).toString())
            .createOrReplaceTempView(table.label());
      }
    }
    if (needed.tables().contains(AssayTable.METRIC_EVALUATION_RESULT)) {
      spark.sql(CURRENT_RESULT).createOrReplaceTempView("current_result");
    }
    if (needed
        .tables()
        .containsAll(Set.of(AssayTable.PLANNED_CONVERSATION, AssayTable.PLANNED_METRIC))) {
      spark.sql(PLANNED_CELL).createOrReplaceTempView("planned_cell");
    }
    Map<SavedView, String> problems = new HashMap<>();
    for (SavedView view : needed.views()) {
      try {
        spark.sql(view.sql()).createOrReplaceTempView(view.name());
      } catch (Exception e) {
        problems.put(view, view.problem(e));
      }
    }
    return problems;
  }

  @Override
  public void close() {
    if (started) {
      spark.stop();
    }
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
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof LocalDateTime time) {
      return time.toInstant(ZoneOffset.UTC).toString();
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof scala.collection.Iterable<?>
        && value instanceof scala.collection.Map<?, ?> map) {
      Map<String, @Nullable Object> entries = new LinkedHashMap<>();
      scala.jdk.javaapi.CollectionConverters.asJava(map)
          .forEach((k, v) -> entries.put(String.valueOf(plain(k)), plain(v)));
      return entries;
    }
    if (value instanceof scala.collection.Seq<?> seq) {
      List<@Nullable Object> items = new ArrayList<>();
      scala.jdk.javaapi.CollectionConverters.asJava(seq).forEach(v -> items.add(plain(v)));
      return items;
    }
    if (value instanceof Row row) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      String[] names = row.schema().fieldNames();
      for (int i = 0; i < row.length(); i++) {
        members.put(names[i], plain(row.get(i)));
      }
      return members;
    }
    return value.toString();
  }
}
