package dev.assay.evaluators.judge;

import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.batch.BatchDrafts;
import dev.assay.evaluators.batch.BatchedKey;
import dev.assay.evaluators.judge.prompt.Dialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One pass over the conversations of a run in the batch lane: reads what came back for them, and
 * puts what is to be asked for into batches. The requests and keys are those of {@link
 * JudgeEvaluator}. What is done for a conversation is durable and not done again, so a pass may be
 * repeated after a crash at any point. Single-threaded.
 */
public final class BatchPass {
  private final JudgeSettings settings;
  private final BatchDrafts drafts;
  private final FurtherRequests further;
  private final JudgedMetrics metrics;
  private final Map<String, Dialect> dialects = new HashMap<>();
  private long added;

  /** Whether a pass may ask for anything. */
  public enum FurtherRequests {
    /** Another batch follows. */
    ALLOWED,
    /** No batch follows: what has no answer by now ends without one. */
    NONE
  }

  /**
   * A conversation and what is to be known of it.
   *
   * @param conversation in the order of the hash, so that a budget's end leaves a uniform sample
   * @param versions metrics that a judge scores
   */
  public record Subject(Conversation conversation, List<MetricVersion> versions) {
    public Subject {
      versions = List.copyOf(versions);
    }
  }

  /**
   * Makes a pass.
   *
   * @param settings with the prices of batches
   * @param drafts of the run
   */
  public BatchPass(JudgeSettings settings, BatchDrafts drafts, FurtherRequests further) {
    this(settings, drafts, further, Map.of());
  }

  /**
   * Makes a pass that may read what another judge was asked.
   *
   * @param planned the fingerprints that metrics had when they were asked for, where they are not
   *     those of the settings; then nothing may be asked
   */
  public BatchPass(
      JudgeSettings settings,
      BatchDrafts drafts,
      FurtherRequests further,
      Map<MetricVersion, String> planned) {
    this.settings = settings;
    this.drafts = drafts;
    this.further = further;
    this.metrics = new JudgedMetrics(settings, planned);
  }

  /** Does some conversations, in one transaction. */
  public void take(List<Subject> subjects) {
    List<BatchGroup> groups = new ArrayList<>();
    for (Subject subject : subjects) {
      groups.addAll(BatchGroup.of(subject.conversation(), subject.versions(), metrics, settings));
    }
    Set<String> keys = new HashSet<>();
    groups.forEach(group -> keys.addAll(group.asked().keySet()));
    drafts.begin();
    Map<String, BatchedKey> found = new HashMap<>(drafts.look(keys));
    groups.forEach(group -> take(group, found));
    drafts.commit();
  }

  /** Calls that were added to batches. */
  public long added() {
    return added;
  }

  private void take(BatchGroup group, Map<String, BatchedKey> found) {
    Map<String, BatchedKey.Replied> replied = new LinkedHashMap<>();
    List<String> fresh = new ArrayList<>();
    for (String key : group.asked().keySet()) {
      BatchedKey state = found.get(key);
      if (state == null) {
        fresh.add(key);
      } else if (state instanceof BatchedKey.Replied back) {
        replied.putIfAbsent(back.callId(), back);
      }
    }
    replied.values().forEach(back -> read(back, group, found));
    while (!fresh.isEmpty() && further == FurtherRequests.ALLOWED) {
      List<String> pack = List.copyOf(group.pack(fresh));
      ask(group, pack, new BatchReading.Again(dialect(group.model()), null), 1, found);
      fresh.removeAll(pack);
    }
  }

  private void read(BatchedKey.Replied back, BatchGroup group, Map<String, BatchedKey> found) {
    List<String> keys = back.items().stream().map(Item::key).toList();
    if (!group.asked().keySet().containsAll(keys)) {
      return;
    }
    BatchReading reading = BatchReading.of(back, keys, group, further == FurtherRequests.ALLOWED);
    drafts.settle(back, group.call(keys), reading.entries());
    keys.forEach(key -> found.put(key, new BatchedKey.GivenUp()));
    Judging.End.CarriedOver leftOver = reading.leftOver();
    if (leftOver != null) {
      drafts.leaveOver(leftOver.code(), leftOver.message());
    }
    BatchReading.Again again = reading.again();
    if (again != null) {
      dialects.put(group.model(), again.dialect());
      ask(group, keys, again, back.attempt() + 1, found);
    }
  }

  private void ask(
      BatchGroup group,
      List<String> keys,
      BatchReading.Again again,
      int attempt,
      Map<String, BatchedKey> found) {
    if (drafts.add(group.draft(keys, again.dialect(), again.repair(), attempt))) {
      added++;
      keys.forEach(key -> found.put(key, new BatchedKey.UnderWay()));
    }
  }

  private Dialect dialect(String model) {
    return dialects.getOrDefault(model, Dialect.of(settings.limits().responseFormat()));
  }
}
