package dev.assay.jobs.evaluate;

import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Evaluator;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.jobs.task.TaskRunner.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the planned conversations of some parts of a wave, part by part, and writes their rows
 * to files. What computes is evaluated on the task's thread, what waits for others on threads
 * beside it.
 *
 * @param runId the run
 * @param waveTimeMicros what results carry as created_at
 * @param warehouse the folder of the tables
 * @param metrics the run's metric versions
 * @param source where the evaluators are found
 * @param parts in the order in which they are evaluated
 */
record EvaluateTask(
    String runId,
    long waveTimeMicros,
    String warehouse,
    List<PlannedMetric> metrics,
    EvaluatorSource source,
    List<WavePart> parts)
    implements Task<TaskOutput> {

  private static final int PROGRESS_EVERY = 1000;
  private static final int PROGRESS_EVERY_WAITING = 20;

  EvaluateTask {
    parts = List.copyOf(parts);
  }

  @Override
  public TaskOutput run(LongConsumer progress) throws IOException {
    Map<String, Evaluator> evaluators = source.evaluators();
    int concurrency = concurrency(evaluators);
    WaveRows files = new WaveRows(Path.of(warehouse), metrics);
    try (ConcurrentEvaluations concurrent =
        concurrency > 1 ? new ConcurrentEvaluations(concurrency) : null) {
      return new Pass(this, files, evaluators, concurrent, progress).over(parts);
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

  /** One pass over the conversations of the parts. */
  private static final class Pass {
    private final RowSink sink;
    private final EvaluatorGroups groups;
    private final @Nullable ConcurrentEvaluations concurrent;
    private final LongConsumer progress;
    private final int progressEvery;
    private long reported;
    private long conversations;

    Pass(
        EvaluateTask task,
        WaveRows files,
        Map<String, Evaluator> evaluators,
        @Nullable ConcurrentEvaluations concurrent,
        LongConsumer progress) {
      this.progress = progress;
      this.sink = new RowSink(task, files);
      this.groups = new EvaluatorGroups(task.metrics, evaluators);
      this.concurrent = concurrent;
      this.progressEvery = concurrent == null ? PROGRESS_EVERY : PROGRESS_EVERY_WAITING;
    }

    TaskOutput over(List<WavePart> parts) throws IOException {
      for (WavePart part : parts) {
        part.read(
            cells -> {
              evaluate(cells);
              conversations++;
              if (sink.cells() - reported >= progressEvery) {
                report();
              }
            });
      }
      if (concurrent != null) {
        concurrent.finish(this::take);
      }
      report();
      return sink.finish(conversations);
    }

    private void report() {
      progress.accept(sink.cells() - reported);
      reported = sink.cells();
    }

    private void evaluate(Cells cells) throws IOException {
      for (EvaluatorGroups.Group group : groups.of(cells.planned().metrics())) {
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
}
