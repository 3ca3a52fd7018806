package dev.assay.jobs.evaluate;

import dev.assay.installation.run.PlanInputs;
import dev.assay.jobs.task.TaskRunner;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Evaluates a run's plan, wave by wave. */
public final class WaveEvaluation {

  private final Warehouse warehouse;
  private final Supplier<TaskRunner> tasks;
  private final EvaluatorSource evaluators;
  private final Runnable fence;
  private final WaveListener listener;

  /**
   * @param tasks asked for only when a wave is left to do
   * @param fence called before each commit; fails when the run no longer holds its metrics
   * @param listener told of each wave before it is committed
   */
  public WaveEvaluation(
      Warehouse warehouse,
      Supplier<TaskRunner> tasks,
      EvaluatorSource evaluators,
      Runnable fence,
      WaveListener listener) {
    this.warehouse = warehouse;
    this.tasks = tasks;
    this.evaluators = evaluators;
    this.fence = fence;
    this.listener = listener;
  }

  /**
   * Evaluates every wave that is not committed yet.
   *
   * @param progress told how many cells are done, again and again
   */
  public void run(String runId, PlanInputs inputs, LongConsumer progress) {
    PlannedWaves planned = new PlannedWaves(warehouse, runId);
    List<PlannedWaves.Wave> waves = planned.all();
    if (waves.isEmpty()) {
      return;
    }
    TableAppend append = new TableAppend(warehouse);
    long done = append.committed(AssayTable.METRIC_EVALUATION_RESULT, runId);
    long cells = 0;
    for (PlannedWaves.Wave wave : waves) {
      if (wave.number() + 1 > done) {
        evaluate(runId, inputs, planned, wave, append, cells, progress);
      }
      cells += wave.cells();
      progress.accept(cells);
    }
  }

  private void evaluate(
      String runId,
      PlanInputs inputs,
      PlannedWaves planned,
      PlannedWaves.Wave wave,
      TableAppend append,
      long before,
      LongConsumer progress) {
    List<DataFile> results = new ArrayList<>();
    List<DataFile> failures = new ArrayList<>();
    for (TaskOutput output :
        evaluated(runId, inputs, planned, wave, n -> progress.accept(before + n))) {
      results.addAll(output.results());
      failures.addAll(output.failures());
      TaskOutput.CarriedOver reason = output.reason();
      if (reason != null) {
        listener.carriedOver(reason.code(), reason.message());
      }
    }
    fence.run();
    listener.beforeCommit();
    long number = wave.number() + 1L;
    if (!failures.isEmpty()) {
      append.commit(AssayTable.METRIC_EVALUATION_FAILURE, failures, runId, number);
    }
    append.commit(AssayTable.METRIC_EVALUATION_RESULT, results, runId, number);
  }

  /**
   * What the tasks of a wave have written. Each call evaluates the wave anew, into other files; no
   * judge is asked again. A task takes every so many parts, in the order of the sample keys, so
   * that what is evaluated until an evaluator is refused answers is a uniform sample.
   */
  List<TaskOutput> evaluated(
      String runId,
      PlanInputs inputs,
      PlannedWaves planned,
      PlannedWaves.Wave wave,
      LongConsumer progress) {
    TaskRunner runner = tasks.get();
    List<WavePart> parts = planned.parts(wave, runner.places());
    List<EvaluateTask> all = new ArrayList<>();
    int count = Math.min(runner.places(), parts.size());
    for (int first = 0; first < count; first++) {
      List<WavePart> own = new ArrayList<>();
      for (int i = first; i < parts.size(); i += count) {
        own.add(parts.get(i));
      }
      all.add(
          new EvaluateTask(
              runId,
              wave.timeMicros(),
              warehouse.root().toString(),
              inputs.metrics(),
              evaluators,
              own));
    }
    return runner.run(all, progress);
  }
}
