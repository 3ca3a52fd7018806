package dev.assay.jobs.nightly;

import dev.assay.catalog.database.ProcessLock;
import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.batch.BatchRegister;
import dev.assay.evaluators.judge.batch.Lane;
import dev.assay.insight.report.IngestSummary;
import dev.assay.insight.report.ReportFiles;
import dev.assay.insight.report.ReportMaker;
import dev.assay.insight.report.RunReport;
import dev.assay.insight.report.RunTable;
import dev.assay.installation.JudgeSection;
import dev.assay.installation.run.CarriedOver;
import dev.assay.installation.run.MetricLeases;
import dev.assay.installation.run.PlanInputs;
import dev.assay.installation.run.Run;
import dev.assay.installation.run.Run.Closing;
import dev.assay.jobs.evaluate.BatchedJudging;
import dev.assay.jobs.evaluate.EvaluatorBinding;
import dev.assay.jobs.evaluate.EvaluatorSource;
import dev.assay.jobs.evaluate.WaveEvaluation;
import dev.assay.jobs.evaluate.WaveListener;
import dev.assay.jobs.ingest.Ingest;
import dev.assay.jobs.maintain.ConversationFiles;
import dev.assay.jobs.maintain.Maintenance;
import dev.assay.jobs.maintain.Retention;
import dev.assay.jobs.plan.MetricSelection;
import dev.assay.jobs.plan.Planning;
import dev.assay.ledger.store.RunSpend;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Predicates;
import dev.assay.results.query.TableQuery;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each step of a run does. Each may be repeated after a crash and then goes on. */
final class NightlySteps {

  private final JobContext context;
  private final String runId;
  private final RunProgress progress;

  NightlySteps(JobContext context, String runId, RunProgress progress) {
    this.context = context;
    this.runId = runId;
    this.progress = progress;
  }

  private void begin(String what) {
    progress.step(what);
    context.describeJobs("run %s: %s".formatted(runId, what));
  }

  void ingest() {
    Run run = context.runs().get(runId);
    begin("taking archives in");
    if (!isTakenIn(run)) {
      IngestSummary summary = run.closing().isPresent() ? IngestSummary.NOTHING : takeIn(run);
      context.runs().saveIngestSummary(runId, summary);
    }
    ingest(run).clean();
  }

  private IngestSummary takeIn(Run run) {
    try (ProcessLock lock =
        ProcessLock.take(
            ingestLock(),
            () -> progress.note("Waiting for another run of this home to take its archives in"))) {
      return ingest(run).run(run.inputs().archives(), leftToOthers(run));
    }
  }

  /**
   * Hashes of files that other runs of the organization have begun to take in and have not: they
   * have died, or were set aside, and the files are theirs until they are over.
   */
  private Set<String> leftToOthers(Run run) {
    Set<String> hashes = new HashSet<>();
    context.runs().unfinished().stream()
        .filter(other -> other.orgId().equals(run.orgId()) && !other.id().equals(runId))
        .filter(other -> !isTakenIn(other) && ingest(other).hasBegun())
        .forEach(
            other -> {
              Set<String> files = ingest(other).files();
              progress.note(
                  "%d files are left to run %s, which has begun to take them in"
                      .formatted(files.size(), other.id()));
              hashes.addAll(files);
            });
    return hashes;
  }

  private boolean isTakenIn(Run run) {
    return context.runs().ingestSummary(run.id(), IngestSummary.class).isPresent();
  }

  private Ingest ingest(Run run) {
    return new Ingest(
        context.home(),
        context.settings().archive().options(run.orgId(), run.inputs().otherOrgs()),
        run.id(),
        context::tasks,
        context.ingestionSequence(),
        () -> context.erased().hashes(),
        progress::bytes);
  }

  void plan() {
    Run run = context.runs().get(runId);
    if (run.closing().isPresent()) {
      return;
    }
    begin("planning");
    PlanInputs inputs = run.planInputs().orElseGet(() -> fixInputs(run));
    planning(run, inputs).commit(runId);
    if (inputs.backfill().isEmpty()) {
      context.leases().advance(runId, inputs);
    }
  }

  /** Whether the run has batches, or may come to have some. */
  boolean mayHaveBatches() {
    JudgeSection judge = context.settings().judge();
    return judge != null && (judge.lane() == Lane.BATCH || batches().isPresent());
  }

  /** The run's batches, or empty when it has none and is to have none. */
  private Optional<BatchedJudging> batches() {
    Run run = context.runs().get(runId);
    JudgeSection judge = context.settings().judge();
    if (judge == null
        || !run.has(Capability.BATCHES)
        || run.closing().equals(Optional.of(Closing.ABANDONED))) {
      return Optional.empty();
    }
    BatchedJudging batches =
        new BatchedJudging(
            context.warehouse(),
            context.ledger(),
            judge,
            context.evaluators(),
            context.home().temporary(),
            run,
            new BatchWatch(progress, context.ledger(), runId));
    return judge.lane() == Lane.BATCH || batches.isUnderWay()
        ? Optional.of(batches)
        : Optional.empty();
  }

  void submit(int round) {
    batches()
        .filter(batches -> round == 1 || batches.isUnderWay())
        .ifPresent(
            batches -> {
              begin("submitting batches");
              batches.submit(round);
            });
  }

  /** Whether nothing is left to wait for. */
  boolean poll() {
    Optional<BatchedJudging> batches = batches().filter(BatchedJudging::isUnderWay);
    batches.ifPresent(b -> begin("waiting for batches"));
    return batches.map(BatchedJudging::poll).orElse(true);
  }

  void collect(int round) {
    batches()
        .filter(BatchedJudging::isUnderWay)
        .ifPresent(
            batches -> {
              begin("collecting batches");
              batches.collect(round);
            });
  }

  void evaluate() {
    Run run = context.runs().get(runId);
    Optional<PlanInputs> planned = run.planInputs();
    if (planned.isEmpty()) {
      return;
    }
    begin(run.closing().isPresent() ? "handing on what is not done" : "evaluating");
    endBatches(run);
    PlanInputs inputs = planned.get();
    try (RunJudging judging = RunJudging.open(context, run, inputs)) {
      WaveListener listener = judging == null ? WaveListener.NONE : judging;
      if (run.closing().isPresent()) {
        listener.beforeCommit();
      } else {
        EvaluatorSource source = context.evaluatorSource();
        // Where nothing is paid for there is no ledger to be found.
        evaluate(inputs, judging == null ? source : source.forRun(runId), listener);
      }
    }
  }

  private void evaluate(PlanInputs inputs, EvaluatorSource source, WaveListener listener) {
    long total = plannedCells();
    noteOtherEvaluators(inputs);
    new WaveEvaluation(
            context.warehouse(),
            context::tasks,
            source,
            () -> context.leases().check(runId, inputs.metrics()),
            listener)
        .run(runId, inputs, done -> progress.cells(done, total));
  }

  /** Nobody waits any more for what a run that is given up has with a provider. */
  private void endBatches(Run run) {
    if (!run.has(Capability.BATCHES)) {
      return;
    }
    BatchRegister register = context.ledger().batches(runId);
    if (run.closing().equals(Optional.of(Closing.ABANDONED))) {
      register.open().forEach(batch -> register.collected(batch, BatchRegister.Unanswered.LOST));
    } else if (context.settings().judge() == null && !register.open().isEmpty()) {
      throw new IllegalStateException(
          "Cannot end run %s: batches of it are under way, and the settings have no section judge. Put it back until they are collected, or give them up with ./assay runs abandon %s"
              .formatted(runId, runId));
    }
  }

  /** Says what {@link EvaluatorBinding} leaves to the next run. */
  private void noteOtherEvaluators(PlanInputs inputs) {
    List<String> changed =
        inputs.metrics().stream()
            .filter(metric -> !EvaluatorBinding.holds(metric, context.evaluators()))
            .map(metric -> "%s version %d".formatted(metric.name(), metric.version()))
            .toList();
    if (!changed.isEmpty()) {
      String why =
          "the settings have another evaluator than the run has planned with of "
              + String.join(", ", changed);
      progress.note("Run %s leaves evaluations to the next run: %s".formatted(runId, why));
      context.runs().noteCarriedOver(runId, new CarriedOver(EvaluatorBinding.CHANGED_CODE, why));
    }
  }

  void maintain() {
    if (context.runs().get(runId).closing().isPresent()) {
      return;
    }
    begin("maintaining the tables");
    MetricLeases leases = context.leases();
    try (ProcessLock lock =
        ProcessLock.take(
            context.home().locks().resolve("maintenance.lock"),
            () -> progress.note("Waiting for another run of this home to maintain the tables"))) {
      new CatalogTables(context).refresh(context.runs().get(runId).orgId());
      new Maintenance(
              context.warehouse(), context::tasks, key -> leases.take(key, runId).isPresent())
          .run();
      joinConversations();
      Retention retention = new Retention(context.home(), context.settings().retention());
      if (retention.isDue(Instant.now())) {
        List<String> unfinished = context.runs().unfinished().stream().map(Run::id).toList();
        retention.apply(context.warehouse(), Instant.now(), unfinished);
      }
    }
  }

  /** Tonight, unless another run takes archives in. */
  private void joinConversations() {
    Optional<ProcessLock> lock = ProcessLock.tryTake(ingestLock());
    if (lock.isPresent()) {
      try (ProcessLock held = lock.get()) {
        new ConversationFiles(context.warehouse(), context::tasks).join();
      }
    }
  }

  private Path ingestLock() {
    return context.home().locks().resolve("ingest.lock");
  }

  RunReport report() {
    begin("reporting");
    Run run = context.runs().get(runId);
    IngestSummary ingest =
        context
            .runs()
            .ingestSummary(runId, IngestSummary.class)
            .orElseGet(() -> IngestSummary.NOTHING);
    RunReport report =
        new ReportMaker(context.warehouse())
            .make(run, ingest, spend(run), context.runs().carriedOver(runId), Instant.now());
    RunTable.append(context.warehouse(), report);
    ReportFiles.write(report, context.home().reports());
    new UnfinishedCells(context, run).handOn(report);
    context.leases().release(runId);
    context.runs().complete(runId);
    if (run.has(Capability.PAID)) {
      context.ledger().complete(runId);
    }
    return report;
  }

  private @Nullable RunSpend spend(Run run) {
    return run.has(Capability.PAID) ? context.ledger().spend(runId) : null;
  }

  /** Chooses and leases the metric versions, and keeps that before anything follows from it. */
  private PlanInputs fixInputs(Run run) {
    MetricLeases leases = context.leases();
    PlanInputs inputs =
        new PlanSource(context, run.orgId(), run.inputs().samplingRate())
            .inputs(
                run.inputs()
                    .backfill()
                    .map(part -> PlanSource.wanted(context, run.orgId(), part))
                    .orElseGet(
                        () -> MetricSelection.Wanted.newest(context.metrics().list(run.orgId()))),
                run.inputs().backfill(),
                run.inputs().catchUpDays().map(days -> catchUpFrom(run, days)).orElse(null),
                key -> leases.take(key, runId));
    Optional<Run> followed = run.inputs().follows().map(context.runs()::get);
    if (followed.isPresent()
        && !planning(run, inputs.after(followed.get().planInputs())).anyNew()) {
      inputs = inputs.withoutMetrics();
    }
    context.runs().savePlanInputs(runId, inputs);
    return inputs;
  }

  private Planning planning(Run run, PlanInputs inputs) {
    return new Planning(
        context.warehouse(),
        run.orgId(),
        inputs,
        run.inputs().maxAttempts(),
        run.inputs().waveConversations(),
        context.home().temporary());
  }

  /** Counted from the run's start, so that what it takes in itself is always new to it. */
  private static long catchUpFrom(Run run, double days) {
    return PlanSource.daysBefore(run.startedAt(), days);
  }

  private long plannedCells() {
    return TableQuery.query(
            context.warehouse(),
            Map.of(AssayTable.PLANNED_CONVERSATION, Predicates.equal("run_id", runId)),
            "SELECT coalesce(sum(len(metrics)), 0)::BIGINT FROM planned_conversation"
                + " WHERE run_id = ?",
            rows -> rows.getLong(1),
            runId)
        .get(0);
  }
}
