package dev.assay.benchmarks;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What is asked of the results, over HTTP and of Spark. No two calls ask the same. */
enum ResultQuestion {
  PAGE("metric, source, ten days: newest 500") {
    @Override
    String query(ResultTable table, Random random) {
      Window window = Window.random(table, random);
      return "metric_id=%s&source_type=post-session&timestamp_after=%s&timestamp_before=%s"
          .formatted(window.metricId, window.from, window.to);
    }

    @Override
    void spark(Supplier<Dataset<Row>> results, ResultTable table, Random random) {
      Window window = Window.random(table, random);
      int found =
          results
              .get()
              .where(
                  col("org_id")
                      .equalTo(ResultTable.ORG)
                      .and(col("metric_id").equalTo(window.metricId))
                      .and(col("source_type").equalTo("post-session"))
                      .and(col("created_at").between(lit(window.from), lit(window.to))))
              .orderBy(col("created_at").desc(), col("id"))
              .limit(500)
              .collectAsList()
              .size();
      check(found == 500, found);
    }
  },
  LOOKUP("conversation") {
    @Override
    String query(ResultTable table, Random random) {
      return "conversation_id=" + conversation(table, random);
    }

    @Override
    void spark(Supplier<Dataset<Row>> results, ResultTable table, Random random) {
      int found =
          results
              .get()
              .where(
                  col("org_id")
                      .equalTo(ResultTable.ORG)
                      .and(col("conversation_id").equalTo(conversation(table, random))))
              .orderBy(col("created_at").desc(), col("id"))
              .limit(500)
              .collectAsList()
              .size();
      check(found > 0, found);
    }
  };

  private static final int DAYS = 10;

  private final String label;

  ResultQuestion(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  abstract String query(ResultTable table, Random random);

  abstract void spark(Supplier<Dataset<Row>> results, ResultTable table, Random random);

  private static String conversation(ResultTable table, Random random) {
    return table.conversationId(
        random.nextInt(table.nights()), random.nextInt(table.conversationsANight()));
  }

  private static void check(boolean holds, int found) {
    if (!holds) {
      throw new IllegalStateException("Spark found %d rows".formatted(found));
    }
  }

  /** A metric and ten days of it that nobody else asks for. */
  private record Window(String metricId, Instant from, Instant to) {
    static Window random(ResultTable table, Random random) {
      Instant from =
          ResultTable.night(random.nextInt(table.nights() - DAYS + 1))
              .minusMillis(1 + random.nextInt(3_600_000));
      return new Window(
          ResultTable.metricId(random.nextInt(ResultTable.METRICS)),
          from,
          from.plus(DAYS, ChronoUnit.DAYS));
    }
  }
}
