package dev.assay.api.evaluate;

import dev.assay.api.access.Caller;
import dev.assay.api.http.ApiError;
import dev.assay.archive.ContentHash;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.EvaluatorTypes;
import dev.assay.evaluators.Packing;
import dev.assay.evaluators.Score;
import dev.assay.results.ResultRow;
import dev.assay.results.query.KeyedReader;
import dev.assay.results.query.StoredConversation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Evaluates, stores what has come, and says it. Thread-safe. */
final class ManualEvaluation implements AutoCloseable {
  private final KeyedReader conversations;
  private final ServerEvaluators evaluators;
  private final Supplier<Set<String>> askedAlone;
  private final ManualResults results;
  private final Duration timeout;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "manual-evaluation");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param conversations closed with this
   * @param askedAlone ids of metrics that share no request with others
   * @param timeout how long one evaluation may take
   */
  ManualEvaluation(
      KeyedReader conversations,
      ServerEvaluators evaluators,
      Supplier<Set<String>> askedAlone,
      ManualResults results,
      Duration timeout) {
    this.conversations = conversations;
    this.evaluators = evaluators;
    this.askedAlone = askedAlone;
    this.results = results;
    this.timeout = timeout;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    conversations.close();
  }

  /**
   * The answer's body.
   *
   * @throws ApiError 404 or 400 when the conversation cannot be evaluated, 503 when a metric failed
   */
  Map<String, Object> of(Caller caller, List<Metric> metrics, EvaluateRequest asked) {
    Conversation conversation = conversation(caller.orgId(), asked);
    List<MetricVersion> versions = versions(metrics);
    List<ServerEvaluators.Outcome> outcomes = evaluate(conversation, versions);
    store(caller, asked, conversation, versions, outcomes);
    refuseFailures(versions, outcomes);
    List<Map<String, @Nullable Object>> json = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      json.add(json(versions.get(i), outcomes.get(i).evaluation()));
    }
    return Map.of("metrics", json);
  }

  private Conversation conversation(String org, EvaluateRequest asked) {
    Conversation whole =
        StoredConversation.find(conversations, org, asked.conversationId())
            .orElseThrow(
                () ->
                    new ApiError(
                        404,
                        "conversation_not_found",
                        "The organization has no conversation " + asked.conversationId()));
    String last = asked.toInteractionId();
    Conversation seen = last == null ? whole : prefix(whole, last);
    if (seen.messages().isEmpty()) {
      throw new ApiError(
          400, "conversation_has_no_interactions", "The conversation has no interactions");
    }
    if (!whole.finished()) {
      throw new ApiError(
          400, "conversation_not_finished", "The conversation is not finished; try again later");
    }
    return seen;
  }

  /** The conversation up to and including an interaction. */
  private static Conversation prefix(Conversation whole, String interactionId) {
    List<Message> messages = whole.messages();
    int end = messages.size();
    while (end > 0 && !messages.get(end - 1).interactionId().equals(interactionId)) {
      end--;
    }
    if (end == 0 && !messages.isEmpty()) {
      throw new ApiError(
          404, "interaction_not_found", "The conversation has no interaction " + interactionId);
    }
    return new Conversation(
        whole.id(),
        whole.orgId(),
        whole.externalId(),
        whole.serviceId(),
        whole.userId(),
        whole.createdAt(),
        whole.finished(),
        whole.tags(),
        whole.simulation(),
        messages.subList(0, end));
  }

  /** The latest versions, asked as runs ask them, so that both use the same answers of a judge. */
  private List<MetricVersion> versions(List<Metric> metrics) {
    Set<String> alone =
        metrics.stream().anyMatch(ManualEvaluation::packs) ? askedAlone.get() : Set.of();
    return metrics.stream()
        .map(
            metric ->
                alone.contains(metric.id()) && packs(metric)
                    ? Packing.SOLO.in(metric.latest())
                    : metric.latest())
        .toList();
  }

  private static boolean packs(Metric metric) {
    return EvaluatorTypes.has(metric.latest().evaluator().type(), Capability.PACKS);
  }

  private List<ServerEvaluators.Outcome> evaluate(
      Conversation conversation, List<MetricVersion> versions) {
    Future<List<ServerEvaluators.Outcome>> outcomes =
        threads.submit(() -> evaluators.evaluate(conversation, versions));
    try {
      return outcomes.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      outcomes.cancel(true);
      Evaluation late =
          new Evaluation.Failed(
              "timed_out", "No answer came within %d s".formatted(timeout.toSeconds()));
      return versions.stream().map(v -> new ServerEvaluators.Outcome(late, "")).toList();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot evaluate", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcomes.cancel(true);
      throw new ApiError(503, "not_ready", "The server is ending");
    }
  }

  private void store(
      Caller caller,
      EvaluateRequest asked,
      Conversation conversation,
      List<MetricVersion> versions,
      List<ServerEvaluators.Outcome> outcomes) {
    Instant began = conversation.beganAt();
    ResultRow.Subject subject =
        new ResultRow.Subject(
            conversation.id(),
            conversation.serviceId(),
            "manual",
            null,
            new ResultRow.Invocation(asked.toInteractionId(), caller.orgId(), caller.userId()),
            began == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, began));
    String contentHash = ContentHash.of(conversation);
    List<NewResult> made = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      ServerEvaluators.Outcome outcome = outcomes.get(i);
      if (failure(outcome.evaluation()) == null) {
        made.add(
            new NewResult(
                caller.orgId(),
                versions.get(i),
                subject,
                outcome.evaluation(),
                contentHash,
                outcome.fingerprint()));
      }
    }
    if (!made.isEmpty()) {
      results.store(made);
    }
  }

  private record Failure(String code, String message) {}

  private static @Nullable Failure failure(Evaluation evaluation) {
    if (evaluation instanceof Evaluation.Failed failed) {
      return new Failure(failed.code(), failed.message());
    }
    return evaluation instanceof Evaluation.CarriedOver carried
        ? new Failure(carried.code(), carried.message())
        : null;
  }

  private static void refuseFailures(
      List<MetricVersion> versions, List<ServerEvaluators.Outcome> outcomes) {
    List<Map<String, Object>> detail = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      Failure failure = failure(outcomes.get(i).evaluation());
      if (failure != null) {
        Map<String, Object> of = new LinkedHashMap<>();
        of.put("metric_id", versions.get(i).metricId());
        of.put("metric_version", versions.get(i).version());
        of.put("name", versions.get(i).metricName());
        of.put("code", failure.code());
        of.put("message", failure.message());
        detail.add(of);
      }
    }
    if (!detail.isEmpty()) {
      throw new ApiError(
          503,
          "evaluation_failed",
          "%d of %d metrics could not be evaluated; the others are stored"
              .formatted(detail.size(), versions.size()),
          detail);
    }
  }

  private static Map<String, @Nullable Object> json(MetricVersion version, Evaluation evaluation) {
    Object value = null;
    String justification = null;
    List<String> references = List.of();
    if (evaluation instanceof Evaluation.Scored scored) {
      value = value(scored.value());
      justification = scored.justification();
      references = scored.references();
    } else if (evaluation instanceof Evaluation.NotApplicable none) {
      justification = none.justification();
      references = none.references();
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("metric_id", version.metricId());
    json.put("name", version.metricName());
    json.put("metric_version", version.version());
    json.put("value", value);
    json.put("result", value);
    json.put("references", references);
    json.put("justification", justification);
    return json;
  }

  private static Object value(Score score) {
    if (score instanceof Score.BooleanScore yesOrNo) {
      return yesOrNo.value();
    }
    return score instanceof Score.NumericalScore number
        ? number.value()
        : ((Score.CategoricalScore) score).value();
  }
}
