package dev.assay.jobs.forecast;

import dev.assay.evaluators.Usage;
import dev.assay.evaluators.judge.Prices;
import dev.assay.evaluators.judge.RequestForecast;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.results.commit.Warehouse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Adds up what conversations take. They come in the order of their contents, so that copies of one
 * content meet. Metrics are called by their places. Single-threaded.
 */
final class ForecastPass {
  private final RequestForecast forecast;
  private final Prices prices;
  private final String orgId;
  private final Sum[] sums;
  private final Set<String> asked = new HashSet<>();
  private String content = "";
  private long requests;

  /** What one metric takes. */
  private static final class Sum {
    private long reused;
    private long tooLong;
    private long asked;
    private Usage read = Usage.NONE;
  }

  ForecastPass(RequestForecast forecast, Prices prices, String orgId, int metrics) {
    this.forecast = forecast;
    this.prices = prices;
    this.orgId = orgId;
    this.sums = new Sum[metrics];
    java.util.Arrays.setAll(sums, place -> new Sum());
  }

  /** The keys of a conversation's answers. */
  Set<String> keys(String contentHash, List<Integer> places) {
    Set<String> keys = new HashSet<>();
    places.forEach(place -> keys.add(forecast.key(place, orgId, contentHash)));
    return keys;
  }

  /**
   * Takes a group of a conversation's metrics.
   *
   * @param transcriptTokens of the group
   * @param known keys that an answer is there for
   */
  void take(
      String contentHash, List<Integer> places, OptionalLong transcriptTokens, Set<String> known) {
    if (!contentHash.equals(content)) {
      content = contentHash;
      asked.clear();
    }
    List<Integer> missing = new ArrayList<>();
    for (int place : places) {
      String key = forecast.key(place, orgId, content);
      if (transcriptTokens.isEmpty()) {
        sums[place].tooLong++;
      } else if (known.contains(key) || !asked.add(key)) {
        sums[place].reused++;
      } else {
        missing.add(place);
      }
    }
    if (!missing.isEmpty()) {
      forecast.requests(missing, transcriptTokens.orElseThrow()).forEach(this::take);
    }
  }

  private void take(RequestForecast.Request request) {
    requests++;
    Usage read = prices.usage(request.inputTokens(), 0);
    int metricsOfIt = request.metrics().size();
    for (int i = 0; i < metricsOfIt; i++) {
      Sum sum = sums[request.metrics().get(i)];
      sum.asked++;
      sum.read = sum.read.plus(read.share(i, metricsOfIt));
    }
  }

  /**
   * What all that was taken adds up to.
   *
   * @param metrics by their places
   */
  JudgeForecast forecast(Warehouse warehouse, List<PlannedMetric> metrics) {
    List<JudgeForecast.Line> lines = new ArrayList<>();
    Set<String> counting = new TreeSet<>();
    for (int place = 0; place < sums.length; place++) {
      lines.add(line(place, metrics.get(place), warehouse));
      counting.add(forecast.basis(place));
    }
    return new JudgeForecast(lines, requests, List.copyOf(counting));
  }

  private JudgeForecast.Line line(int place, PlannedMetric metric, Warehouse warehouse) {
    Sum sum = sums[place];
    long most = sum.asked * forecast.maxOutputTokens(place);
    Optional<EarlierAnswers> earlier = EarlierAnswers.of(warehouse, orgId, metric);
    JudgeForecast.Range written =
        earlier
            .map(answers -> range(answers, sum.asked, most))
            .orElse(new JudgeForecast.Range(most, 0, most));
    return new JudgeForecast.Line(
        metric.ordinal(),
        sum.reused,
        sum.tooLong,
        sum.asked,
        sum.read.inputTokens(),
        written,
        new JudgeForecast.Range(
            cost(sum, written.expected()),
            cost(sum, written.lowest()),
            cost(sum, written.highest())),
        earlier.map(EarlierAnswers::answers).orElse(0L));
  }

  private long cost(Sum sum, long writtenTokens) {
    return sum.read.costNanos() + prices.usage(0, writtenTokens).costNanos();
  }

  private static JudgeForecast.Range range(EarlierAnswers earlier, long asked, long most) {
    double expected = Math.min((double) most, asked * earlier.mean());
    double half = earlier.halfWidth(asked);
    return new JudgeForecast.Range(
        Math.round(expected),
        (long) Math.floor(Math.max(0, expected - half)),
        (long) Math.ceil(Math.min((double) most, expected + half)));
  }
}
