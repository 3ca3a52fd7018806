package dev.assay.evaluators.judge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.archive.ContentHash;
import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.DefinitionProblem;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.FailureCode;
import dev.assay.evaluators.Ledger;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.OneLine;
import dev.assay.evaluators.Preparation;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.judge.answer.StoredAnswer;
import dev.assay.evaluators.judge.client.ChatClient;
import dev.assay.evaluators.judge.prompt.Dialect;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Scores conversations by asking a language model: the evaluator type {@code judge}.
 *
 * <p>Metrics of one conversation share requests, and no two conversations do. Every answer is paid
 * through the ledger, is durable there before it is used, and is asked for once: metrics that mean
 * the same share it. Settings of a metric, all optional: {@code model}, {@code temperature}, {@code
 * max_output_tokens}, {@code packing}, {@code long_conversations}. The failure codes are described
 * in docs/judge-requests.md.
 *
 * <p>An instance keeps connections; make one for each process and use it from many threads.
 */
public final class JudgeEvaluator implements Evaluator {
  private static final int MOST_CONNECTIONS = 4096;

  private final JudgeSettings settings;
  private final Judge judge;
  private final JudgedMetrics metrics;

  /**
   * Makes an evaluator that is not connected yet.
   *
   * @param settings how the judge is asked
   * @param ledger knows and pays the answers
   * @param key of the server, read once, here; empty for none
   */
  public JudgeEvaluator(JudgeSettings settings, Ledger ledger, Supplier<Optional<String>> key) {
    this(
        settings,
        ledger,
        new ChatClient(
            settings.url(),
            key.get().orElse(null),
            JudgeSettings.KEY_VARIABLE,
            settings.limits().requestTimeout(),
            MOST_CONNECTIONS,
            Clock.systemUTC()),
        wait -> Thread.sleep(wait.toMillis()));
  }

  JudgeEvaluator(JudgeSettings settings, Ledger ledger, ChatClient client, Judge.Pause pause) {
    this.settings = settings;
    this.metrics = new JudgedMetrics(settings);
    this.judge = new Judge(settings, ledger, client, pause, System::nanoTime);
  }

  /** The key of this process's environment, as {@link JudgeSettings#KEY_VARIABLE} holds it. */
  public static Optional<String> environmentKey() {
    return Optional.ofNullable(System.getenv(JudgeSettings.KEY_VARIABLE))
        .filter(key -> !key.isBlank());
  }

  @Override
  public Preparation prepare(MetricVersion version) {
    List<DefinitionProblem> problems = Definition.problems(version.evaluator(), settings);
    return problems.isEmpty()
        ? new Preparation.Ready(metric(version).fingerprint())
        : new Preparation.Rejected(problems);
  }

  @Override
  public int concurrency() {
    return settings.limits().concurrency();
  }

  @Override
  public List<Evaluation> evaluate(Conversation conversation, List<MetricVersion> versions) {
    @Nullable Evaluation[] evaluations = new Evaluation[versions.size()];
    try {
      groups(versions, evaluations)
          .values()
          .forEach(places -> judge(conversation, versions, places, evaluations));
    } catch (RuntimeException | StackOverflowError e) {
      for (int i = 0; i < evaluations.length; i++) {
        if (evaluations[i] == null) {
          evaluations[i] =
              failed(
                  versions.get(i), FailureCode.EVALUATION_ERROR.code(), OneLine.of(e.toString()));
        }
      }
    }
    return List.of(Arrays.copyOf(evaluations, evaluations.length, Evaluation[].class));
  }

  /**
   * A request as it would be made for metrics that nothing is known of.
   *
   * @param versions what it asks, in the order of its questions
   * @param body the exact body
   * @param inputTokens what it is thought to read
   * @param basis how these are counted, such as {@code o200k_base}
   * @param bound the most that it can use
   */
  public record Preview(
      List<MetricVersion> versions, String body, long inputTokens, String basis, Usage bound) {}

  /**
   * The requests that evaluating would make, without asking ledger or judge.
   *
   * @param versions for which {@link #prepare} was ready
   * @return none for metrics for which the conversation is too long
   */
  public List<Preview> previews(Conversation conversation, List<MetricVersion> versions) {
    List<Preview> previews = new ArrayList<>();
    for (List<Integer> places : groups(versions, new Evaluation[versions.size()]).values()) {
      Map<String, MetricVersion> asked = new LinkedHashMap<>();
      places.forEach(
          i -> asked.putIfAbsent(metric(versions.get(i)).fingerprint(), versions.get(i)));
      List<MetricVersion> left = new ArrayList<>(asked.values());
      Optional<RequestGroup> group = RequestGroup.of(metric(left.get(0)), conversation, settings);
      while (group.isPresent() && !left.isEmpty()) {
        List<JudgedMetric> pack = group.get().pack(left.stream().map(this::metric).toList());
        previews.add(
            new Preview(
                List.copyOf(left.subList(0, pack.size())),
                new String(
                    group.get().request(pack).body(Dialect.of(settings.limits().responseFormat())),
                    UTF_8),
                group.get().inputTokens(pack),
                group.get().shared().counter().basis(),
                group.get().bound(pack)));
        left.subList(0, pack.size()).clear();
      }
    }
    return previews;
  }

  @Override
  public void close() {
    judge.client().close();
  }

  /** The places of the versions that share requests; the ends of those that are not asked. */
  private Map<RequestGroup.Kind, List<Integer>> groups(
      List<MetricVersion> versions, @Nullable Evaluation[] evaluations) {
    Map<RequestGroup.Kind, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < versions.size(); i++) {
      MetricVersion version = versions.get(i);
      List<DefinitionProblem> problems = Definition.problems(version.evaluator(), settings);
      if (problems.isEmpty()) {
        groups
            .computeIfAbsent(RequestGroup.Kind.of(metric(version)), kind -> new ArrayList<>())
            .add(i);
      } else {
        evaluations[i] =
            failed(version, FailureCode.INVALID_DEFINITION.code(), problems.get(0).message());
      }
    }
    return groups;
  }

  private void judge(
      Conversation conversation,
      List<MetricVersion> versions,
      List<Integer> places,
      @Nullable Evaluation[] evaluations) {
    Optional<RequestGroup> group =
        RequestGroup.of(metric(versions.get(places.get(0))), conversation, settings);
    if (group.isEmpty()) {
      String reason =
          "the conversation has more than %d tokens, the most that context_tokens leaves it; set long_conversations to window, or name a model that reads more"
              .formatted(RequestGroup.room(settings));
      places.forEach(
          i ->
              evaluations[i] =
                  failed(versions.get(i), JudgeFailure.CONVERSATION_TOO_LONG.code(), reason));
      return;
    }
    String contentHash = ContentHash.of(conversation);
    Map<String, Judging.Asked> asked = new LinkedHashMap<>();
    String[] keys = new String[versions.size()];
    for (int i : places) {
      keys[i] = metrics.key(conversation.orgId(), contentHash, versions.get(i));
      asked.putIfAbsent(keys[i], new Judging.Asked(metric(versions.get(i)), versions.get(i)));
    }
    Map<String, Judging.End> ends =
        new Judging(
                judge,
                group.get(),
                new Judging.Subject(conversation.orgId(), conversation.id(), contentHash),
                asked)
            .ends();
    for (int i : places) {
      evaluations[i] = evaluation(ends.get(keys[i]), versions.get(i), conversation);
    }
  }

  private static Evaluation evaluation(
      Judging.@Nullable End end, MetricVersion version, Conversation conversation) {
    if (end instanceof Judging.End.CarriedOver carriedOver) {
      return new Evaluation.CarriedOver(carriedOver.code(), carriedOver.message());
    }
    if (end instanceof Judging.End.Known known) {
      return known.entry() instanceof Entry.Answer answer
          ? StoredAnswer.read(answer.answer(), answer.usage(), version, conversation)
          : new Evaluation.Failed(
              ((Entry.Failure) known.entry()).code(), ((Entry.Failure) known.entry()).message());
    }
    throw new IllegalStateException("No end for '%s'".formatted(version.metricName()));
  }

  private JudgedMetric metric(MetricVersion version) {
    return metrics.of(version);
  }

  private static Evaluation.Failed failed(MetricVersion version, String code, String cause) {
    return new Evaluation.Failed(
        code,
        "Cannot judge '%s' version %d: %s"
            .formatted(version.metricName(), version.version(), cause));
  }
}
