package dev.assay.jobs.evaluate;

import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.batch.BatchDrafts;
import dev.assay.evaluators.batch.BatchRegister;
import dev.assay.evaluators.judge.BatchPass;
import dev.assay.evaluators.judge.BatchPass.FurtherRequests;
import dev.assay.evaluators.judge.BatchPass.Subject;
import dev.assay.evaluators.judge.JudgeEvaluator;
import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.evaluators.judge.batch.BatchLane;
import dev.assay.evaluators.judge.batch.Lane;
import dev.assay.evaluators.judge.client.BatchClient;
import dev.assay.installation.JudgeSection;
import dev.assay.installation.run.PlanInputs;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.installation.run.Run;
import dev.assay.ledger.LedgerStore;
import dev.assay.ledger.store.RunSpend;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the judge in batches, before a run evaluates: in rounds, since what came back may have to be
 * asked for again. Each step of a round may be repeated after a crash and goes on.
 */
public final class BatchedJudging {

  /** How often a run asks for the same, at most. */
  public static final int ROUNDS = 3;

  private static final int CONVERSATIONS_AT_ONCE = 200;

  private final Warehouse warehouse;
  private final LedgerStore store;
  private final JudgeSection judge;
  private final Path temporary;
  private final Run run;
  private final BatchLane.Watch watch;
  private final boolean mayAsk;

  /**
   * Makes the batches of a run. More is asked for only in the batch lane, and of the judge that the
   * run has planned with; whatever came back is kept as that one's.
   *
   * @param evaluators of this process, by type
   * @param temporary a folder for files that are being sent
   * @param watch told how the batches come on
   */
  public BatchedJudging(
      Warehouse warehouse,
      LedgerStore store,
      JudgeSection judge,
      Map<String, Evaluator> evaluators,
      Path temporary,
      Run run,
      BatchLane.Watch watch) {
    this.warehouse = warehouse;
    this.store = store;
    this.judge = judge;
    this.temporary = temporary;
    this.run = run;
    this.watch = watch;
    this.mayAsk =
        judge.lane() == Lane.BATCH
            && run.closing().isEmpty()
            && run.planned(Capability.BATCHES)
                .allMatch(metric -> EvaluatorBinding.holds(metric, evaluators));
  }

  /** Whether anything is left of the run's batches to submit, wait for or read. */
  public boolean isUnderWay() {
    BatchRegister register = store.batches(run.id());
    return !register.open().isEmpty() || register.hasUnread();
  }

  /**
   * Brings to the provider what is not there: in the first round, all that the ledger has no answer
   * to. Where the run may not ask, what is not there is taken back instead.
   *
   * @param round from 1
   */
  public void submit(int round) {
    if (mayAsk && round == 1) {
      pass(FurtherRequests.ALLOWED, Replies.NONE_YET);
    }
    if (!store.batches(run.id()).open().isEmpty()) {
      try (BatchLane lane = lane()) {
        if (mayAsk) {
          lane.submit();
        } else {
          lane.withdraw();
        }
      }
    }
  }

  /** Waits for the batches; whether the provider is done with them. */
  public boolean poll() {
    if (store.batches(run.id()).open().isEmpty()) {
      return true;
    }
    try (BatchLane lane = lane()) {
      return lane.poll();
    }
  }

  /**
   * Keeps what the batches came to, reads it, and prepares the next round.
   *
   * @param round from 1 to {@link #ROUNDS}
   */
  public void collect(int round) {
    if (!isUnderWay()) {
      return;
    }
    try (BatchLane lane = lane()) {
      lane.collect();
    }
    pass(mayAsk && round < ROUNDS ? FurtherRequests.ALLOWED : FurtherRequests.NONE, Replies.READ);
  }

  private BatchLane lane() {
    JudgeSettings settings = judge.batchSettings();
    return new BatchLane(
        settings,
        judge.batch(),
        new BatchClient(
            settings.url(),
            JudgeEvaluator.environmentKey().orElse(null),
            JudgeSettings.KEY_VARIABLE,
            settings.limits().requestTimeout()),
        store.batches(run.id()),
        temporary,
        watch);
  }

  private enum Replies {
    NONE_YET,
    READ
  }

  /** One pass over the conversations of the waves that are not committed. */
  private void pass(FurtherRequests further, Replies replies) {
    RunSpend before = store.spend(run.id());
    try (BatchDrafts drafts =
        store.drafts(
            run.id(),
            run.inputs().follows().orElse(null),
            judge.budget(),
            judge.batch().limits(),
            judge.settings().url().toString())) {
      over(new BatchPass(judge.batchSettings(), drafts, further, planned()));
      if (replies == Replies.READ) {
        drafts.begin();
        drafts.settleUnread();
        drafts.commit();
      }
    }
    String code = before.refusalCode();
    String message = before.refusalMessage();
    if (replies == Replies.READ && code != null && message != null) {
      store.noteRefusal(run.id(), code, message);
    }
  }

  /** What the run's results are named by, whatever the judge is now. */
  private Map<MetricVersion, String> planned() {
    return run.planned(Capability.BATCHES)
        .collect(
            Collectors.toMap(EvaluatorGroups::version, PlannedMetric::fingerprint, (a, b) -> a));
  }

  private void over(BatchPass pass) {
    PlanInputs inputs = run.planInputs().orElseThrow();
    List<@Nullable MetricVersion> judged = new ArrayList<>();
    for (PlannedMetric metric : inputs.metrics()) {
      judged.add(metric.has(Capability.BATCHES) ? EvaluatorGroups.version(metric) : null);
    }
    long done = new TableAppend(warehouse).committed(AssayTable.METRIC_EVALUATION_RESULT, run.id());
    PlannedWaves waves = new PlannedWaves(warehouse, run.id());
    List<Subject> subjects = new ArrayList<>(CONVERSATIONS_AT_ONCE);
    for (PlannedWaves.Wave wave : waves.all()) {
      if (wave.number() + 1 > done) {
        for (WavePart part : waves.parts(wave, 1)) {
          read(
              part,
              cells -> {
                subject(cells, judged).ifPresent(subjects::add);
                if (subjects.size() == CONVERSATIONS_AT_ONCE) {
                  pass.take(subjects);
                  subjects.clear();
                }
              });
        }
      }
    }
    if (!subjects.isEmpty()) {
      pass.take(subjects);
    }
  }

  private static void read(WavePart part, WavePart.Taker taker) {
    try {
      part.read(taker);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read planned conversations", e);
    }
  }

  private static Optional<Subject> subject(Cells cells, List<@Nullable MetricVersion> judged) {
    List<MetricVersion> versions = new ArrayList<>();
    for (int ordinal : cells.planned().metrics()) {
      MetricVersion version = judged.get(ordinal);
      if (version != null) {
        versions.add(version);
      }
    }
    return versions.isEmpty()
        ? Optional.empty()
        : Optional.of(new Subject(cells.conversation(), versions));
  }
}
