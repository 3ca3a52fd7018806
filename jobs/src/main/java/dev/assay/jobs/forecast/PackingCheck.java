package dev.assay.jobs.forecast;

import dev.assay.archive.ContentHash;
import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Ledger;
import dev.assay.evaluators.Packing;
import dev.assay.evaluators.Score;
import dev.assay.evaluators.judge.Agreement;
import dev.assay.evaluators.judge.JudgeEvaluator;
import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.evaluators.judge.RequestForecast;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.jobs.evaluate.EvaluatorGroups;
import dev.assay.results.commit.Warehouse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Judges the same conversations with metrics sharing requests, as a run does, and with requests of
 * their own, and compares the answers. Both go through the ledger, so what is known is not asked.
 */
public final class PackingCheck {
  private final JudgeSettings settings;
  private final String orgId;
  private final List<PlannedMetric> metrics;
  private final Set<String> checked;
  private final List<Conversation> conversations;
  private final List<MetricVersion> packed;
  private final List<MetricVersion> alone;

  /**
   * What one metric's answers say.
   *
   * @param metric the metric
   * @param agreement of its two answers to each conversation
   * @param meanDifference of the numbers of a numerical metric, absolute; null without any
   * @param notPacked conversations that say nothing, since no other question stood in the request
   */
  public record Finding(
      PlannedMetric metric, Agreement agreement, @Nullable Double meanDifference, long notPacked) {}

  /**
   * A check.
   *
   * @param metrics all that share requests, in the order of a run
   * @param checked ids of those that are compared
   * @param conversations what is judged
   */
  public PackingCheck(
      JudgeSettings settings,
      String orgId,
      List<PlannedMetric> metrics,
      Set<String> checked,
      List<Conversation> conversations) {
    this.settings = settings;
    this.orgId = orgId;
    this.metrics = List.copyOf(metrics);
    this.checked = Set.copyOf(checked);
    this.conversations =
        conversations.stream().sorted(Comparator.comparing(ContentHash::of)).toList();
    this.packed = asked(metrics, Packing.PACKED);
    this.alone = asked(metrics, Packing.SOLO);
  }

  /**
   * What it will take.
   *
   * @param known which of some keys the ledger has answers of
   */
  public JudgeForecast forecast(
      Warehouse warehouse, Function<Collection<String>, Set<String>> known) {
    List<MetricVersion> versions = new ArrayList<>(packed);
    versions.addAll(alone);
    List<PlannedMetric> both = new ArrayList<>(metrics);
    both.addAll(metrics);
    RequestForecast forecast = new RequestForecast(settings, versions);
    ForecastPass pass = new ForecastPass(forecast, settings.prices(), orgId, both.size());
    for (Conversation conversation : conversations) {
      List<Integer> places = new ArrayList<>(applied(conversation));
      compared(conversation).forEach(place -> places.add(metrics.size() + place));
      String content = ContentHash.of(conversation);
      Set<String> found = known.apply(pass.keys(content, places));
      for (RequestForecast.Group group : forecast.groups(conversation, places)) {
        pass.take(content, group.metrics(), group.transcriptTokens(), found);
      }
    }
    return pass.forecast(warehouse, both);
  }

  /**
   * Asks for the packed answers, then for those of requests of their own where the packed one came
   * from a request with other questions, and compares.
   *
   * @param requests tells of this check's requests so far, and of earlier ones
   * @param tolerance how far two numbers may lie apart and still agree, as a share of the range
   */
  public List<Finding> run(Ledger ledger, PackedRequests requests, double tolerance)
      throws InterruptedException {
    List<Comparison> comparisons =
        metrics.stream().map(metric -> new Comparison(metric, tolerance)).toList();
    int threads = Math.max(1, Math.min(settings.limits().concurrency(), conversations.size()));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (JudgeEvaluator judge =
        new JudgeEvaluator(settings, ledger, JudgeEvaluator::environmentKey)) {
      List<Map<Integer, Evaluation>> together =
          ask(pool, judge, packed, conversations.stream().map(this::applied).toList());
      Set<String> shared = requests.answersAmongOthers(conversations);
      RequestForecast keys = new RequestForecast(settings, packed);
      List<List<Integer>> comparable = new ArrayList<>();
      for (Conversation conversation : conversations) {
        String content = ContentHash.of(conversation);
        comparable.add(
            compared(conversation).stream()
                .filter(place -> shared.contains(keys.key(place, orgId, content)))
                .toList());
        compared(conversation).forEach(place -> comparisons.get(place).seen++);
      }
      List<Map<Integer, Evaluation>> single = ask(pool, judge, alone, comparable);
      for (int i = 0; i < single.size(); i++) {
        Map<Integer, Evaluation> packedAnswers = together.get(i);
        single
            .get(i)
            .forEach(
                (place, evaluation) ->
                    comparisons
                        .get(place)
                        .add(Objects.requireNonNull(packedAnswers.get(place)), evaluation));
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot check packing: " + e.getCause(), e);
    } finally {
      pool.shutdownNow();
    }
    return comparisons.stream()
        .filter(comparison -> checked.contains(comparison.metric.metricId()))
        .map(Comparison::finding)
        .toList();
  }

  /** For each conversation, the evaluations of the metrics at some places. */
  private List<Map<Integer, Evaluation>> ask(
      ExecutorService pool,
      JudgeEvaluator judge,
      List<MetricVersion> versions,
      List<List<Integer>> places)
      throws InterruptedException, ExecutionException {
    List<Future<List<Evaluation>>> answers = new ArrayList<>();
    for (int i = 0; i < conversations.size(); i++) {
      Conversation conversation = conversations.get(i);
      List<MetricVersion> asked = places.get(i).stream().map(versions::get).toList();
      answers.add(pool.submit(() -> judge.evaluate(conversation, asked)));
    }
    List<Map<Integer, Evaluation>> all = new ArrayList<>();
    for (int i = 0; i < conversations.size(); i++) {
      Map<Integer, Evaluation> byPlace = new HashMap<>();
      List<Evaluation> evaluations = answers.get(i).get();
      for (int j = 0; j < evaluations.size(); j++) {
        byPlace.put(places.get(i).get(j), evaluations.get(j));
      }
      all.add(byPlace);
    }
    return all;
  }

  private List<Integer> applied(Conversation conversation) {
    return IntStream.range(0, metrics.size())
        .filter(place -> metrics.get(place).appliesTo(conversation.serviceId()))
        .boxed()
        .toList();
  }

  private List<Integer> compared(Conversation conversation) {
    return applied(conversation).stream()
        .filter(place -> checked.contains(metrics.get(place).metricId()))
        .toList();
  }

  private static List<MetricVersion> asked(List<PlannedMetric> metrics, Packing packing) {
    return metrics.stream().map(EvaluatorGroups::version).map(packing::in).toList();
  }

  /** The answers to one metric so far. Single-threaded. */
  private static final class Comparison {
    private final PlannedMetric metric;
    private final double tolerance;
    private Agreement agreement = Agreement.NONE;
    private long seen;
    private long compared;
    private double difference;
    private long numbers;

    Comparison(PlannedMetric metric, double tolerance) {
      this.metric = metric;
      MetricValue value = EvaluatorGroups.version(metric).value();
      this.tolerance =
          value instanceof MetricValue.NumericalValue bounds
              ? tolerance * (bounds.upperBound() - bounds.lowerBound())
              : 0;
    }

    void add(Evaluation packedAnswer, Evaluation ownAnswer) {
      compared++;
      agreement = agreement.with(packedAnswer, ownAnswer, tolerance);
      if (packedAnswer instanceof Evaluation.Scored one
          && ownAnswer instanceof Evaluation.Scored other
          && one.value() instanceof Score.NumericalScore a
          && other.value() instanceof Score.NumericalScore b) {
        difference += Math.abs(a.value() - b.value());
        numbers++;
      }
    }

    Finding finding() {
      return new Finding(
          metric, agreement, numbers == 0 ? null : difference / numbers, seen - compared);
    }
  }
}
