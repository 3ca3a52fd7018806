package dev.assay.jobs.forecast;

import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.evaluators.judge.RequestForecast;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.jobs.evaluate.EvaluatorGroups;
import dev.assay.jobs.spark.ConversationRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads planned conversations once and counts the tokens of what a judge would be shown: a row for
 * each group of metrics that may share requests.
 *
 * @param settings of the judge
 * @param metrics those that are judged; rows name them by their places here
 */
record TranscriptCounts(JudgeSettings settings, List<PlannedMetric> metrics)
    implements MapPartitionsFunction<Row, Row> {

  /** What it makes; {@code tokens} are absent when the conversation is too long to be judged. */
  static final StructType SCHEMA =
      new StructType()
          .add("content_hash", DataTypes.StringType)
          .add("sample_key", DataTypes.LongType)
          .add("places", DataTypes.createArrayType(DataTypes.IntegerType))
          .add("tokens", DataTypes.LongType);

  /** What it reads before the conversation's columns. */
  static final List<String> PLANNED = List.of("planned_hash", "planned_key", "planned_metrics");

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return List.<Row>of().iterator();
    }
    RequestForecast forecast = forecast();
    Map<Integer, Integer> places = new HashMap<>();
    for (int i = 0; i < metrics.size(); i++) {
      places.put(metrics.get(i).ordinal(), i);
    }
    return new Iterator<>() {
      private Iterator<Row> made = List.<Row>of().iterator();

      @Override
      public boolean hasNext() {
        while (!made.hasNext() && rows.hasNext()) {
          made = counts(forecast, places, rows.next()).iterator();
        }
        return made.hasNext();
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new java.util.NoSuchElementException();
        }
        return made.next();
      }
    };
  }

  /** What is foretold of these metrics. */
  RequestForecast forecast() {
    return new RequestForecast(settings, metrics.stream().map(EvaluatorGroups::version).toList());
  }

  private static List<Row> counts(
      RequestForecast forecast, Map<Integer, Integer> places, Row planned) {
    List<Integer> judged =
        planned.<Integer>getList(2).stream().filter(places::containsKey).map(places::get).toList();
    List<Row> counts = new ArrayList<>();
    for (RequestForecast.Group group :
        forecast.groups(ConversationRows.fromRow(planned, PLANNED.size()), judged)) {
      counts.add(
          RowFactory.create(
              planned.getString(0),
              planned.getLong(1),
              group.metrics().toArray(Integer[]::new),
              group.transcriptTokens().isPresent() ? group.transcriptTokens().getAsLong() : null));
    }
    return counts;
  }
}
