package dev.assay.jobs.evaluate;

import dev.assay.evaluators.Evaluation;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.results.FailureRow;
import dev.assay.results.PlannedConversation.Detail;
import dev.assay.results.ResultRow;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Turns evaluations into rows of a task's files, and counts them. Single-threaded. */
final class RowSink {
  private final EvaluateTask task;
  private final WaveRows files;
  private final CellIds ids;
  private long failed;
  private long carriedOver;
  private TaskOutput.@Nullable CarriedOver reason;

  RowSink(EvaluateTask task, WaveRows files) {
    this.task = task;
    this.files = files;
    this.ids = new CellIds(task.runId(), task.metrics());
  }

  /** Evaluations so far. */
  long cells() {
    return files.written() + carriedOver;
  }

  /** What is carried over is counted and written nowhere. */
  void write(Cells cells, int ordinal, Evaluation evaluation) throws IOException {
    if (evaluation instanceof Evaluation.CarriedOver carried) {
      carriedOver++;
      if (reason == null) {
        reason = new TaskOutput.CarriedOver(carried.code(), carried.message());
      }
    } else if (evaluation instanceof Evaluation.Failed failure) {
      failed++;
      write(cells, ordinal, failure);
    } else {
      result(cells, ordinal, evaluation);
    }
  }

  TaskOutput finish(long conversations) throws IOException {
    return files.finish(conversations, failed, carriedOver, reason);
  }

  private void write(Cells cells, int ordinal, Evaluation.Failed failure) throws IOException {
    PlannedMetric metric = task.metrics().get(ordinal);
    Detail detail = cells.details().get(ordinal);
    int attempt = detail == null ? 1 : detail.attempt();
    files.failure(
        new FailureRow(
                ids.failure(ordinal, cells.subjectKey(), attempt),
                cells.conversation().orgId(),
                metric.metricId(),
                metric.version(),
                cells.subject(),
                failure,
                attempt,
                cells.planned().contentHash(),
                metric.evaluator(),
                metric.fingerprint(),
                task.runId(),
                task.waveTimeMicros())
            .toFields());
  }

  private void result(Cells cells, int ordinal, Evaluation evaluation) throws IOException {
    PlannedMetric metric = task.metrics().get(ordinal);
    Detail detail = cells.details().get(ordinal);
    String replaces = detail == null ? null : detail.replaces();
    Long replaced = detail == null ? null : detail.replacesCreatedAtMicros();
    long createdAt =
        replaced == null ? task.waveTimeMicros() : Math.max(task.waveTimeMicros(), replaced + 1);
    files.result(
        ordinal,
        new ResultRow(
                ids.result(ordinal, cells.subjectKey()),
                cells.conversation().orgId(),
                cells.subject(),
                evaluation,
                cells.planned().contentHash(),
                metric.evaluator(),
                metric.fingerprint(),
                task.runId(),
                replaces,
                createdAt)
            .toFields());
  }
}
