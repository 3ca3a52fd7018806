package dev.assay.jobs.evaluate;

import dev.assay.evaluators.Evaluation;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Evaluates on threads of its own what waits for others, a bounded number of conversations at once,
 * and hands the answers back to the task's thread in the order in which they come.
 */
final class ConcurrentEvaluations implements AutoCloseable {
  private final ExecutorService threads;
  private final CompletionService<Done> answers;
  private final int most;
  private int underWay;

  /**
   * Evaluations that have come.
   *
   * @param cells of which conversation
   * @param group of which metrics
   * @param evaluations in the order of the group's metrics
   */
  record Done(Cells cells, EvaluatorGroups.Group group, List<Evaluation> evaluations) {}

  /** What is done with evaluations; called on the task's thread. */
  @FunctionalInterface
  interface Taker {
    void take(Done done) throws IOException;
  }

  ConcurrentEvaluations(int most) {
    this.most = most;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            most,
            work -> {
              Thread thread = new Thread(work, "evaluate-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.answers = new ExecutorCompletionService<>(threads);
  }

  /** Evaluates when a thread is free, taking answers until then. */
  void evaluate(Cells cells, EvaluatorGroups.Group group, Taker taker) throws IOException {
    for (Future<Done> come = answers.poll(); come != null; come = answers.poll()) {
      take(come, taker);
    }
    while (underWay >= most) {
      take(next(), taker);
    }
    underWay++;
    answers.submit(() -> new Done(cells, group, group.evaluate(cells.conversation())));
  }

  /** Takes all answers that are still to come. */
  void finish(Taker taker) throws IOException {
    while (underWay > 0) {
      take(next(), taker);
    }
  }

  /** Interrupts what is under way. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  private Future<Done> next() {
    try {
      return answers.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The task was stopped", e);
    }
  }

  private void take(Future<Done> come, Taker taker) throws IOException {
    underWay--;
    try {
      taker.take(come.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The task was stopped", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot evaluate: " + e.getCause(), e.getCause());
    }
  }
}
