package dev.assay.jobs.nightly;

import dev.assay.catalog.database.ProcessLock;
import dev.assay.insight.report.RunReport;
import dev.assay.installation.run.MetricLeases;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.installation.run.Run;
import dev.assay.installation.run.Run.Closing;
import dev.assay.installation.run.RunInputs;
import dev.assay.installation.run.RunStore;
import dev.assay.jobs.evaluate.BatchedJudging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.builder.SimpleJobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * Starts runs, and brings runs of the same organization that died to their end first. A run that is
 * under way holds the lock of its own file, so a run whose lock can be taken has died. One that
 * fails again and again is set aside.
 */
public final class Runner {

  private static final String RUN_PARAMETER = "run";
  private static final String BEFORE_STEPS = "start";
  private static final int LONGEST_LINE = 300;

  private final JobContext context;
  private final BatchRepository batch;
  private final RunProgress progress;
  private final FailedTries tries;
  private final List<String> waiting = new ArrayList<>();

  public Runner(JobContext context, RunProgress progress) {
    this.context = context;
    this.batch = BatchRepository.over(context.database());
    this.progress = progress;
    this.tries = new FailedTries(context);
  }

  /** A run did not come to its end; the same command goes on with it. */
  public static final class RunFailed extends RuntimeException {
    RunFailed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Ends every run of the organization that died, then does a new one. A backfill that was one of
   * them is not begun again: that would try once more what has failed.
   *
   * @param kind {@code nightly}, {@code backfill}, or {@code ingest} for its first step alone
   * @return the reports, that of the new run last; runs that wait for batches have none yet, and
   *     runs that were set aside have none
   * @throws RunFailed when a run failed, and not too often yet
   */
  public List<RunReport> run(String kind, String orgId, RunInputs inputs) {
    List<RunReport> reports = new ArrayList<>();
    Optional<String> before = Optional.empty();
    for (Run run : context.runs().incomplete()) {
      if (!run.orgId().equals(orgId)) {
        progress.note(
            "Run %s of organization %s is not complete; its own commands go on with it"
                .formatted(run.id(), run.orgId()));
      } else if (goOn(run, reports) && run.closing().isEmpty()) {
        if (isBackfill(inputs) && run.inputs().equals(inputs)) {
          return reports;
        }
        boolean ended = reports.stream().anyMatch(report -> report.runId().equals(run.id()));
        if (ended && !isBackfill(run.inputs())) {
          before = Optional.of(run.id());
        }
      }
    }
    RunInputs next = isBackfill(inputs) ? inputs : before.map(inputs::following).orElse(inputs);
    String id = RunStore.newId();
    String digest = ConfigurationDigest.of(context.settings(), inputs);
    try (ProcessLock held = ProcessLock.tryTake(context.home().runLock(id)).orElseThrow()) {
      execute(context.runs().begin(id, orgId, kind, digest, next, Instant.now()))
          .ifPresent(reports::add);
    }
    return reports;
  }

  /** Whether the run has died, and was gone on with; adds its report if it has one. */
  private boolean goOn(Run run, List<RunReport> reports) {
    Optional<ProcessLock> lock = ProcessLock.tryTake(context.home().runLock(run.id()));
    if (lock.isEmpty()) {
      return false;
    }
    try (ProcessLock held = lock.get()) {
      if (!isIncomplete(run) || !mayEnd(run)) {
        return false;
      }
      progress.note("Run %s did not come to its end; going on with it".formatted(run.id()));
      execute(run).ifPresent(reports::add);
      return true;
    }
  }

  /** A run that hands on what it has planned must hold it, or another's plan would miss that. */
  private boolean mayEnd(Run run) {
    if (!run.closing().equals(Optional.of(Closing.RESUMED))) {
      return true;
    }
    MetricLeases leases = context.leases();
    Optional<PlannedMetric> taken =
        run.planInputs().stream()
            .flatMap(inputs -> inputs.metrics().stream())
            .filter(metric -> leases.take(metric.key(), run.id()).isEmpty())
            .findFirst();
    taken.ifPresent(
        metric ->
            progress.note(
                "Run %s is gone on with when run %s is over, which evaluates %s"
                    .formatted(run.id(), leases.holderOf(metric.key()), metric.name())));
    return taken.isEmpty();
  }

  private static boolean isBackfill(RunInputs inputs) {
    return inputs.backfill().isPresent();
  }

  /** Runs that wait for their batches; the same command goes on with them. */
  public List<String> waiting() {
    return List.copyOf(waiting);
  }

  private boolean isIncomplete(Run run) {
    return context.runs().incomplete().stream().anyMatch(r -> r.id().equals(run.id()));
  }

  /** The run's report, or empty when it waits for its batches, or is set aside now. */
  private Optional<RunReport> execute(Run run) {
    AtomicReference<RunReport> report = new AtomicReference<>();
    JobExecution execution;
    try {
      Job job = job(run, report);
      JobParameters parameters =
          new JobParametersBuilder()
              .addString(RUN_PARAMETER, run.id())
              .addString("configuration", run.configurationDigest())
              .toJobParameters();
      JobExecution last = batch.jobs().getLastJobExecution(job.getName(), parameters);
      if (last != null && hasDied(last) && tries.died(run, stepOf(last))) {
        return setAside(run);
      }
      if (last != null) {
        tries.begin(run);
      }
      execution = launch(job, parameters, last);
    } catch (RuntimeException | Error | JobExecutionException e) {
      return failed(run, BEFORE_STEPS, e);
    }
    if (execution.getStatus() == BatchStatus.STOPPED) {
      waiting.add(run.id());
      return Optional.empty();
    }
    if (execution.getStatus() != BatchStatus.COMPLETED) {
      return failed(run, stepOf(execution), causeOf(execution));
    }
    RunReport made = report.get();
    return Optional.of(
        made != null ? made : new NightlySteps(context, run.id(), RunProgress.SILENT).report());
  }

  private static boolean hasDied(JobExecution execution) {
    return execution.isRunning() || execution.getStatus() == BatchStatus.UNKNOWN;
  }

  /** The step that an execution has not come past. */
  private static String stepOf(JobExecution execution) {
    return execution.getStepExecutions().stream()
        .filter(step -> step.getStatus() != BatchStatus.COMPLETED)
        .map(StepExecution::getStepName)
        .findFirst()
        .orElse(BEFORE_STEPS);
  }

  private static Throwable causeOf(JobExecution execution) {
    return execution.getAllFailureExceptions().stream()
        .findFirst()
        .orElseGet(() -> new IllegalStateException("its job is " + execution.getStatus()));
  }

  /** The whole story goes to a file: Spark's can be thousands of lines long. */
  private Optional<RunReport> failed(Run run, String step, Throwable cause) {
    Path story = context.home().reports().resolve("run-" + run.id() + ".error.txt");
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(story))) {
      cause.printStackTrace(out);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    if (tries.failed(run, step, message(cause))) {
      return setAside(run);
    }
    throw new RunFailed(
        "Run %s stopped: %s\nWhat it has done is kept; the same command goes on with it. Details: %s"
            .formatted(run.id(), message(cause), story),
        cause);
  }

  private Optional<RunReport> setAside(Run run) {
    progress.note("Run %s is set aside; new work goes on without it".formatted(run.id()));
    return Optional.empty();
  }

  private static String firstLine(String text) {
    String line = text.lines().findFirst().orElse("").replace('\0', '\uFFFD');
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
  }

  private JobExecution launch(Job job, JobParameters parameters, @Nullable JobExecution last)
      throws JobExecutionException {
    if (last == null) {
      forgetInstance(job, parameters);
      return batch.operator().start(job, parameters);
    }
    if (last.getStatus() == BatchStatus.COMPLETED) {
      return last;
    }
    if (hasDied(last)) {
      batch.operator().recover(last);
    }
    return batch.operator().start(job, parameters);
  }

  /** Spring Batch cannot start an instance that a kill left without any execution. */
  private void forgetInstance(Job job, JobParameters parameters) {
    JobInstance instance = batch.jobs().getJobInstance(job.getName(), parameters);
    if (instance != null) {
      batch.jobs().deleteJobInstance(instance);
    }
  }

  private Job job(Run run, AtomicReference<RunReport> report) {
    NightlySteps steps = new NightlySteps(context, run.id(), progress);
    JobBuilder builder = new JobBuilder(run.kind(), batch.jobs());
    SimpleJobBuilder planned;
    if (isBackfill(run.inputs())) {
      planned = builder.start(step("plan", steps::plan));
    } else {
      SimpleJobBuilder first = builder.start(step("ingest", steps::ingest));
      if (run.kind().equals("ingest")) {
        return first.next(step("report", () -> report.set(steps.report()))).build();
      }
      planned = first.next(step("plan", steps::plan));
    }
    int rounds = steps.mayHaveBatches() ? BatchedJudging.ROUNDS : 0;
    for (int round = 1; round <= rounds; round++) {
      int number = round;
      planned =
          planned
              .next(step("submit " + number, () -> steps.submit(number)))
              .next(untilStep("poll " + number, steps::poll))
              .next(step("collect " + number, () -> steps.collect(number)));
    }
    return planned
        .next(step("evaluate", steps::evaluate))
        .next(step("maintain", steps::maintain))
        .next(step("report", () -> report.set(steps.report())))
        .build();
  }

  /** A step holds no transaction of the database while it works: others write to it meanwhile. */
  private Step step(String name, Runnable work) {
    return new StepBuilder(name, batch.jobs())
        .tasklet(
            (contribution, context) -> {
              work.run();
              return RepeatStatus.FINISHED;
            })
        .build();
  }

  /** A step that stops the job, to be gone on with, when its work says that it is not done. */
  private Step untilStep(String name, BooleanSupplier work) {
    return new StepBuilder(name, batch.jobs())
        .tasklet(
            (contribution, context) -> {
              if (!work.getAsBoolean()) {
                context.getStepContext().getStepExecution().setTerminateOnly();
              }
              return RepeatStatus.FINISHED;
            })
        .build();
  }

  /**
   * The failure's own message, and that of its first cause where the one does not hold the other.
   */
  private static String message(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = firstLine(root.getMessage() == null ? root.toString() : root.getMessage());
    String own = failure.getMessage() == null ? reason : firstLine(failure.getMessage());
    return own.contains(reason) ? own : own + ": " + reason;
  }
}
