package dev.assay.evaluators.judge;

import dev.assay.archive.ContentHash;
import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.batch.BatchDraft;
import dev.assay.evaluators.judge.prompt.Dialect;
import dev.assay.evaluators.judge.prompt.JudgeRequest;
import dev.assay.evaluators.judge.prompt.JudgeRequest.Repair;
import dev.assay.evaluators.judge.prompt.PromptTemplate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of one conversation that may share requests, to be asked for in a batch.
 *
 * @param orgId the organization
 * @param conversationId the conversation
 * @param contentHash of its content
 * @param group how it is asked
 * @param asked what is asked for, by key
 */
record BatchGroup(
    String orgId,
    String conversationId,
    String contentHash,
    RequestGroup group,
    Map<String, Judging.Asked> asked) {

  /** The groups of a conversation; without metrics for which it is too long. */
  static List<BatchGroup> of(
      Conversation conversation,
      List<MetricVersion> versions,
      JudgedMetrics metrics,
      JudgeSettings settings) {
    Map<RequestGroup.Kind, List<MetricVersion>> kinds = new LinkedHashMap<>();
    for (MetricVersion version : versions) {
      if (Definition.problems(version.evaluator(), settings).isEmpty()) {
        kinds
            .computeIfAbsent(RequestGroup.Kind.of(metrics.of(version)), kind -> new ArrayList<>())
            .add(version);
      }
    }
    List<BatchGroup> groups = new ArrayList<>();
    String contentHash = ContentHash.of(conversation);
    for (List<MetricVersion> members : kinds.values()) {
      Optional<RequestGroup> group =
          RequestGroup.of(metrics.of(members.get(0)), conversation, settings);
      if (group.isPresent()) {
        Map<String, Judging.Asked> asked = new LinkedHashMap<>();
        members.forEach(
            version ->
                asked.putIfAbsent(
                    metrics.key(conversation.orgId(), contentHash, version),
                    new Judging.Asked(metrics.of(version), version)));
        groups.add(
            new BatchGroup(
                conversation.orgId(), conversation.id(), contentHash, group.get(), asked));
      }
    }
    return groups;
  }

  /** The keys that go into the next request: the first ones. */
  List<String> pack(List<String> keys) {
    int size = group.pack(keys.stream().map(this::metric).toList()).size();
    return keys.subList(0, size);
  }

  /** The call for keys that go into one request. */
  BatchDraft draft(List<String> keys, Dialect dialect, @Nullable Repair repair, int attempt) {
    List<JudgedMetric> metrics = keys.stream().map(this::metric).toList();
    JudgeRequest request = group.request(metrics);
    return new BatchDraft(
        call(keys),
        group.bound(metrics, repair),
        new String(request.body(dialect, repair), StandardCharsets.UTF_8),
        attempt);
  }

  Call call(List<String> keys) {
    JudgeRequest request = group.request(keys.stream().map(this::metric).toList());
    return new Call(
        orgId,
        conversationId,
        contentHash,
        request.model(),
        request.parameters(),
        PromptTemplate.VERSION,
        keys.stream().map(this::item).toList());
  }

  String model() {
    return group.shared().definition().model();
  }

  MetricVersion version(String key) {
    return wanted(key).version();
  }

  private JudgedMetric metric(String key) {
    return wanted(key).metric();
  }

  private Item item(String key) {
    return new Item(key, version(key).metricId(), version(key).version());
  }

  private Judging.Asked wanted(String key) {
    Judging.Asked wanted = asked.get(key);
    if (wanted == null) {
      throw new IllegalStateException("Nobody asks for " + key);
    }
    return wanted;
  }
}
