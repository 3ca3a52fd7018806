package dev.assay.jobs.nightly;

import dev.assay.catalog.ProcessLock;
import dev.assay.insight.report.RunReport;
import dev.assay.jobs.evaluate.BatchedJudging;
import dev.assay.jobs.run.Run;
import dev.assay.jobs.run.RunInputs;
import dev.assay.jobs.run.RunStore;
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
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.builder.SimpleJobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * Starts runs, and brings runs that died to their end first. A run that is under way holds the lock
 * of its own file, so a run whose lock can be taken has died.
 */
public final class Runner {

  private static final String RUN_PARAMETER = "run";
  private static final int LONGEST_LINE = 300;

  private final Workbench bench;
  private final BatchRepository batch;
  private final RunProgress progress;
  private final List<String> waiting = new ArrayList<>();

  public Runner(Workbench bench, RunProgress progress) {
    this.bench = bench;
    this.batch = BatchRepository.over(bench.database());
    this.progress = progress;
  }

  /** A run did not come to its end; the same command goes on with it. */
  public static final class RunFailed extends RuntimeException {
    RunFailed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Ends every run of this home that died, then does a new one. A backfill that was one of them is
   * not begun again: that would try once more what has failed.
   *
   * @param kind {@code nightly}, {@code backfill}, or {@code ingest} for its first step alone
   * @return the reports, that of the new run last; runs that wait for batches have none yet
   */
  public List<RunReport> run(String kind, String orgId, String digest, RunInputs inputs) {
    List<RunReport> reports = new ArrayList<>();
    Optional<String> before = Optional.empty();
    for (Run run : bench.runs().incomplete()) {
      Optional<ProcessLock> lock = ProcessLock.tryTake(lockFile(run.id()));
      if (lock.isPresent()) {
        try (ProcessLock held = lock.get()) {
          if (isIncomplete(run)) {
            progress.note("Run %s did not come to its end; going on with it".formatted(run.id()));
            Optional<RunReport> report = execute(run);
            report.ifPresent(reports::add);
            if (isBackfill(inputs) && run.orgId().equals(orgId) && run.inputs().equals(inputs)) {
              return reports;
            }
            if (report.isPresent() && !isBackfill(run.inputs())) {
              before = Optional.of(run.id());
            }
          }
        }
      }
    }
    RunInputs next = isBackfill(inputs) ? inputs : before.map(inputs::following).orElse(inputs);
    String id = RunStore.newId();
    try (ProcessLock held = ProcessLock.tryTake(lockFile(id)).orElseThrow()) {
      execute(bench.runs().begin(id, orgId, kind, digest, next, Instant.now()))
          .ifPresent(reports::add);
    }
    return reports;
  }

  private static boolean isBackfill(RunInputs inputs) {
    return inputs.backfill().isPresent();
  }

  /** Runs that wait for their batches; the same command goes on with them. */
  public List<String> waiting() {
    return List.copyOf(waiting);
  }

  private boolean isIncomplete(Run run) {
    return bench.runs().incomplete().stream().anyMatch(r -> r.id().equals(run.id()));
  }

  private Path lockFile(String runId) {
    return bench.home().locks().resolve("run-" + runId + ".lock");
  }

  /** The run's report, or empty when it waits for its batches. */
  private Optional<RunReport> execute(Run run) {
    AtomicReference<RunReport> report = new AtomicReference<>();
    Job job = job(run, report);
    JobParameters parameters =
        new JobParametersBuilder()
            .addString(RUN_PARAMETER, run.id())
            .addString("configuration", run.configurationDigest())
            .toJobParameters();
    JobExecution execution = launch(job, parameters);
    if (execution.getStatus() == BatchStatus.STOPPED) {
      waiting.add(run.id());
      return Optional.empty();
    }
    if (execution.getStatus() != BatchStatus.COMPLETED) {
      Throwable cause = execution.getAllFailureExceptions().stream().findFirst().orElse(null);
      throw stopped(run, execution, cause);
    }
    RunReport made = report.get();
    return Optional.of(
        made != null ? made : new NightlySteps(bench, run.id(), RunProgress.SILENT).report());
  }

  /** The whole story goes to a file: Spark's can be thousands of lines long. */
  private RunFailed stopped(Run run, JobExecution execution, @Nullable Throwable cause) {
    if (cause == null) {
      return new RunFailed(
          "Run %s stopped: %s. The same command goes on with it."
              .formatted(run.id(), execution.getStatus()),
          null);
    }
    Path story = bench.home().reports().resolve("run-" + run.id() + ".error.txt");
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(story))) {
      cause.printStackTrace(out);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return new RunFailed(
        "Run %s stopped: %s\nWhat it has done is kept; the same command goes on with it. Details: %s"
            .formatted(run.id(), message(cause), story),
        cause);
  }

  private static String firstLine(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
  }

  private JobExecution launch(Job job, JobParameters parameters) {
    try {
      JobExecution last = batch.jobs().getLastJobExecution(job.getName(), parameters);
      if (last == null) {
        forgetInstance(job, parameters);
        return batch.operator().start(job, parameters);
      }
      if (last.getStatus() == BatchStatus.COMPLETED) {
        return last;
      }
      if (last.isRunning() || last.getStatus() == BatchStatus.UNKNOWN) {
        batch.operator().recover(last);
      }
      return batch.operator().start(job, parameters);
    } catch (org.springframework.batch.core.job.JobExecutionException e) {
      throw new RunFailed("Cannot start the job: " + e.getMessage(), e);
    }
  }

  /** Spring Batch cannot start an instance that a kill left without any execution. */
  private void forgetInstance(Job job, JobParameters parameters) {
    JobInstance instance = batch.jobs().getJobInstance(job.getName(), parameters);
    if (instance != null) {
      batch.jobs().deleteJobInstance(instance);
    }
  }

  private Job job(Run run, AtomicReference<RunReport> report) {
    NightlySteps steps = new NightlySteps(bench, run.id(), progress);
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
