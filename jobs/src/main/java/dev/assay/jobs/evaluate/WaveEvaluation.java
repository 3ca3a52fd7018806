package dev.assay.jobs.evaluate;

import static org.apache.spark.sql.functions.col;

import dev.assay.evaluators.Evaluator;
import dev.assay.installation.run.PlanInputs;
import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** Evaluates a run's plan, wave by wave. */
public final class WaveEvaluation {

  private final Warehouse warehouse;
  private final Supplier<Tables> tables;
  private final EvaluatorSource evaluators;
  private final Runnable fence;
  private final WaveListener listener;

  /**
   * @param tables opened only when a wave is left to do
   * @param fence called before each commit; fails when the run no longer holds its metrics
   * @param listener told of each wave before it is committed
   */
  public WaveEvaluation(
      Warehouse warehouse,
      Supplier<Tables> tables,
      EvaluatorSource evaluators,
      Runnable fence,
      WaveListener listener) {
    this.warehouse = warehouse;
    this.tables = tables;
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
    List<PlannedWaves.Wave> waves = new PlannedWaves(warehouse).of(runId);
    if (waves.isEmpty()) {
      return;
    }
    TableAppend append = new TableAppend(warehouse);
    long done = append.committed(AssayTable.METRIC_EVALUATION_RESULT, runId);
    long cells = 0;
    for (PlannedWaves.Wave wave : waves) {
      if (wave.number() + 1 > done) {
        evaluate(runId, inputs, wave, append, cells, progress);
      }
      cells += wave.cells();
      progress.accept(cells);
    }
  }

  private void evaluate(
      String runId,
      PlanInputs inputs,
      PlannedWaves.Wave wave,
      TableAppend append,
      long before,
      LongConsumer progress) {
    Tables open = tables.get();
    open.spark()
        .sparkContext()
        .setJobDescription(
            "run %s: evaluating wave %d, %,d cells"
                .formatted(runId, wave.number() + 1, wave.cells()));
    LongAccumulator count = open.spark().sparkContext().longAccumulator();
    List<DataFile> results = new ArrayList<>();
    List<DataFile> failures = new ArrayList<>();
    try (var watch =
        new ProgressWatch(open.spark().sparkContext(), count, n -> progress.accept(before + n))) {
      for (byte[] bytes : evaluated(open, runId, inputs, wave, count).collectAsList()) {
        TaskOutput output = deserialised(bytes);
        results.addAll(output.results());
        failures.addAll(output.failures());
        TaskOutput.CarriedOver reason = output.reason();
        if (reason != null) {
          listener.carriedOver(reason.code(), reason.message());
        }
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
   * What the tasks of a wave have written. Each action on it evaluates the wave anew, into other
   * files; no judge is asked again.
   */
  Dataset<byte[]> evaluated(
      Tables open, String runId, PlanInputs inputs, PlannedWaves.Wave wave, LongAccumulator count) {
    EvaluateTask task =
        new EvaluateTask(
            runId,
            wave.timeMicros(),
            warehouse.root().toString(),
            inputs.metrics(),
            evaluators,
            count);
    return planned(open, runId, wave, waits(inputs)).mapPartitions(task, Encoders.BINARY());
  }

  /**
   * The wave's conversations.
   *
   * @param waits whether an evaluator may be refused answers: then each task gets its share by hash
   *     and in the order of it, so that what is evaluated until then is a uniform sample
   */
  private static Dataset<Row> planned(
      Tables open, String runId, PlannedWaves.Wave wave, boolean waits) {
    Dataset<Row> rows = PlannedWaves.rows(open, runId, wave);
    int tasks = open.spark().sparkContext().defaultParallelism();
    Column[] selected = Cells.COLUMNS.stream().map(c -> col(c)).toArray(Column[]::new);
    return waits
        ? rows.repartition(tasks, col("sample_key"))
            .sortWithinPartitions("sample_key")
            .select(selected)
        : rows.select(selected).coalesce(tasks);
  }

  /** Whether an evaluator waits for others. */
  private boolean waits(PlanInputs inputs) {
    Map<String, Evaluator> known = evaluators.evaluators();
    return inputs.metrics().stream()
        .map(metric -> known.get(metric.evaluator()))
        .anyMatch(evaluator -> evaluator != null && evaluator.concurrency() > 1);
  }

  private static TaskOutput deserialised(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (TaskOutput) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("Cannot read what a task has written", e);
    }
  }
}
