package dev.assay.evaluators.judge;

import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.LedgerKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Foretells the requests that a {@link JudgeEvaluator} would make, without asking ledger or judge.
 * What a request reads is counted in two parts, so that conversations are read once, wherever they
 * lie, and ledgers are asked elsewhere. Metrics are called by their place in the list that it is
 * made with. Immutable.
 */
public final class RequestForecast {
  private final JudgeSettings settings;
  private final List<JudgedMetric> metrics;

  /**
   * Makes a forecast.
   *
   * @param settings how the judge would be asked
   * @param versions for which {@link JudgeEvaluator#prepare} was ready
   */
  public RequestForecast(JudgeSettings settings, List<MetricVersion> versions) {
    this.settings = settings;
    this.metrics = versions.stream().map(version -> JudgedMetric.of(version, settings)).toList();
  }

  /**
   * Metrics of a conversation that may share requests.
   *
   * @param metrics their places
   * @param transcriptTokens of what each request would show; empty when the conversation is too
   *     long, so that nobody would be asked
   */
  public record Group(List<Integer> metrics, OptionalLong transcriptTokens) {
    public Group {
      metrics = List.copyOf(metrics);
    }
  }

  /** The groups of a conversation's metrics. */
  public List<Group> groups(Conversation conversation, List<Integer> places) {
    Map<RequestGroup.Kind, List<Integer>> kinds = new LinkedHashMap<>();
    for (int place : places) {
      kinds
          .computeIfAbsent(RequestGroup.Kind.of(metrics.get(place)), kind -> new ArrayList<>())
          .add(place);
    }
    List<Group> groups = new ArrayList<>();
    for (List<Integer> members : kinds.values()) {
      Optional<RequestGroup> group =
          RequestGroup.of(metrics.get(members.get(0)), conversation, settings);
      groups.add(
          new Group(
              members,
              group.isPresent()
                  ? OptionalLong.of(group.get().tokens().tokens())
                  : OptionalLong.empty()));
    }
    return groups;
  }

  /**
   * One request.
   *
   * @param metrics places of what it asks; not empty
   * @param inputTokens what it is thought to read
   */
  public record Request(List<Integer> metrics, long inputTokens) {
    public Request {
      metrics = List.copyOf(metrics);
    }
  }

  /**
   * The requests for metrics of one group of which no answer is known, none of them twice.
   *
   * @param transcriptTokens of the group
   */
  public List<Request> requests(List<Integer> missing, long transcriptTokens) {
    List<Request> requests = new ArrayList<>();
    List<Integer> left = missing;
    while (!left.isEmpty()) {
      List<JudgedMetric> pack =
          RequestGroup.pack(left.stream().map(metrics::get).toList(), settings);
      requests.add(
          new Request(
              left.subList(0, pack.size()), RequestGroup.inputTokens(pack, transcriptTokens)));
      left = left.subList(pack.size(), left.size());
    }
    return requests;
  }

  /** The ledger's key of an answer. */
  public String key(int place, String orgId, String contentHash) {
    return LedgerKey.of(orgId, contentHash, metrics.get(place).fingerprint());
  }

  /** The model that is asked. */
  public String model(int place) {
    return metrics.get(place).definition().model();
  }

  /** The most tokens that may be written for it. */
  public long maxOutputTokens(int place) {
    return metrics.get(place).definition().maxOutputTokens();
  }

  /** How the tokens that are read are counted, such as {@code o200k_base}. */
  public String basis(int place) {
    return metrics.get(place).counter().basis();
  }
}
