package dev.assay.jobs.forecast;

import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.evaluators.judge.RequestForecast;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.jobs.evaluate.Cells;
import dev.assay.jobs.evaluate.EvaluatorGroups;
import dev.assay.jobs.evaluate.WavePart;
import dev.assay.jobs.task.TaskRunner.Task;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads planned conversations once and counts the tokens of what a judge would be shown.
 *
 * @param settings of the judge
 * @param metrics those that are judged; counts name them by their places here
 * @param part the conversations
 */
record TranscriptCounts(JudgeSettings settings, List<PlannedMetric> metrics, WavePart part)
    implements Task<ArrayList<TranscriptCounts.Count>> {

  /**
   * A group of a conversation's metrics that may share requests.
   *
   * @param contentHash of the conversation
   * @param places of the metrics
   * @param tokens of what is shown, or null when the conversation is too long to be judged
   */
  record Count(String contentHash, long sampleKey, List<Integer> places, @Nullable Long tokens)
      implements Serializable {}

  @Override
  public ArrayList<Count> run(LongConsumer progress) throws IOException {
    RequestForecast forecast = forecast(settings, metrics);
    Map<Integer, Integer> places = new HashMap<>();
    for (int i = 0; i < metrics.size(); i++) {
      places.put(metrics.get(i).ordinal(), i);
    }
    ArrayList<Count> counts = new ArrayList<>();
    part.read(cells -> count(forecast, places, cells, counts));
    return counts;
  }

  /** What is foretold of some metrics. */
  static RequestForecast forecast(JudgeSettings settings, List<PlannedMetric> metrics) {
    return new RequestForecast(settings, metrics.stream().map(EvaluatorGroups::version).toList());
  }

  private static void count(
      RequestForecast forecast, Map<Integer, Integer> places, Cells cells, List<Count> counts) {
    List<Integer> judged =
        cells.planned().metrics().stream().filter(places::containsKey).map(places::get).toList();
    if (judged.isEmpty()) {
      return;
    }
    for (RequestForecast.Group group : forecast.groups(cells.conversation(), judged)) {
      counts.add(
          new Count(
              cells.planned().contentHash(),
              cells.planned().sampleKey(),
              List.copyOf(group.metrics()),
              group.transcriptTokens().isPresent()
                  ? (Long) group.transcriptTokens().getAsLong()
                  : null));
    }
  }
}
