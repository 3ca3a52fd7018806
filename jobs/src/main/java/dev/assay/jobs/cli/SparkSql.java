package dev.assay.jobs.cli;

import dev.assay.jobs.home.Home;
import dev.assay.jobs.home.Settings;
import dev.assay.jobs.spark.SparkSessions;
import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import java.io.IOException;
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

  private final Home home;
  private final Settings settings;

  SparkSql(Home home, Settings settings) {
    this.home = home;
    this.settings = settings;
  }

  void answer(String statement, TableFormat format, PrintStream out) throws IOException {
    try (SparkSession spark = SparkSessions.open(home, settings.spark())) {
      Tables tables = new Tables(spark, home.warehouse());
      for (AssayTable table : AssayTable.values()) {
        if (tables.warehouse().exists(table)) {
          tables.read(table).createOrReplaceTempView(table.label());
        }
      }
      spark
          .sql(
              """
              SELECT * FROM metric_evaluation_result r WHERE NOT EXISTS (
                SELECT 1 FROM metric_evaluation_result s
                WHERE s.replaces = r.id AND s.org_id = r.org_id AND s.metric_id = r.metric_id)""")
          .createOrReplaceTempView("current_result");
      Dataset<Row> rows = spark.sql(statement);
      Iterator<Row> iterator = rows.toLocalIterator();
      format.write(
          new SqlAnswer(List.of(rows.columns()), new Values(iterator, rows.columns().length)), out);
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
