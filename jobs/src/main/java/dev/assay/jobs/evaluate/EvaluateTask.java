package dev.assay.jobs.evaluate;

import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Evaluator;
import dev.assay.installation.run.PlannedMetric;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the planned conversations of one partition and writes their rows to files. What
 * computes is evaluated on the task's thread, what waits for others on threads beside it.
 *
 * @param runId the run
 * @param waveTimeMicros what results carry as created_at
 * @param warehouse the folder of the tables
 * @param metrics the run's metric versions
 * @param source where the evaluators are found
 * @param progress counts cells
 */
record EvaluateTask(
    String runId,
    long waveTimeMicros,
    String warehouse,
    List<PlannedMetric> metrics,
    EvaluatorSource source,
    LongAccumulator progress)
    implements MapPartitionsFunction<Row, byte[]> {

  private static final int PROGRESS_EVERY = 1000;
  private static final int PROGRESS_EVERY_WAITING = 20;

  @Override
  public Iterator<byte[]> call(Iterator<Row> rows) throws IOException {
    if (!rows.hasNext()) {
      return List.<byte[]>of().iterator();
    }
    Map<String, Evaluator> evaluators = source.evaluators();
    int concurrency = concurrency(evaluators);
    WaveRows files = new WaveRows(Path.of(warehouse), metrics);
    try (ConcurrentEvaluations concurrent =
        concurrency > 1 ? new ConcurrentEvaluations(concurrency) : null) {
      TaskOutput output = new Pass(this, files, evaluators, concurrent).over(rows);
      return List.of(serialised(output)).iterator();
    } catch (IOException | RuntimeException | Error e) {
      files.close();
      throw e;
    }
  }

  private int concurrency(Map<String, Evaluator> evaluators) {
    return metrics.stream()
        .map(metric -> evaluators.get(metric.evaluator()))
        .mapToInt(evaluator -> evaluator == null ? 1 : evaluator.concurrency())
        .max()
        .orElse(1);
  }

  /** One pass over the conversations of a partition. */
  private static final class Pass {
    private final EvaluateTask task;
    private final RowSink sink;
    private final EvaluatorGroups groups;
    private final @Nullable ConcurrentEvaluations concurrent;
    private final int progressEvery;
    private long reported;

    Pass(
        EvaluateTask task,
        WaveRows files,
        Map<String, Evaluator> evaluators,
        @Nullable ConcurrentEvaluations concurrent) {
      this.task = task;
      this.sink = new RowSink(task, files);
      this.groups = new EvaluatorGroups(task.metrics, evaluators);
      this.concurrent = concurrent;
      this.progressEvery = concurrent == null ? PROGRESS_EVERY : PROGRESS_EVERY_WAITING;
    }

    TaskOutput over(Iterator<Row> rows) throws IOException {
      long conversations = 0;
      while (rows.hasNext()) {
        evaluate(Cells.of(rows.next()));
        conversations++;
        if (sink.cells() - reported >= progressEvery) {
          report();
        }
      }
      if (concurrent != null) {
        concurrent.finish(this::take);
      }
      report();
      return sink.finish(conversations);
    }

    private void report() {
      task.progress.add(sink.cells() - reported);
      reported = sink.cells();
    }

    private void evaluate(Cells cells) throws IOException {
      for (EvaluatorGroups.Group group : groups.of(cells.metrics())) {
        if (concurrent != null && group.isConcurrent()) {
          concurrent.evaluate(cells, group, this::take);
        } else {
          take(new ConcurrentEvaluations.Done(cells, group, group.evaluate(cells.conversation())));
        }
      }
    }

    private void take(ConcurrentEvaluations.Done done) throws IOException {
      List<Integer> ordinals = done.group().ordinals();
      List<Evaluation> evaluations = done.evaluations();
      for (int i = 0; i < ordinals.size(); i++) {
        sink.write(done.cells(), ordinals.get(i), evaluations.get(i));
      }
      if (concurrent != null && sink.cells() - reported >= progressEvery) {
        report();
      }
    }
  }

  static byte[] serialised(TaskOutput output) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(output);
    }
    return bytes.toByteArray();
  }
}
