package dev.assay.jobs.task;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/** Runs tasks on threads of this process. */
public final class LocalTasks implements TaskRunner {

  private static final long MILLIS_BETWEEN_REPORTS = 500;

  private final int places;

  /**
   * @param places how many tasks run at once
   */
  public LocalTasks(int places) {
    this.places = places;
  }

  @Override
  public int places() {
    return places;
  }

  @Override
  public int placesOfAProcess() {
    return places;
  }

  @Override
  public <R extends Serializable> List<R> run(
      List<? extends Task<R>> tasks, LongConsumer progress) {
    if (tasks.isEmpty()) {
      return List.of();
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(places, tasks.size()), work -> new Thread(work, "assay-task"));
    try {
      return run(tasks, progress, new ExecutorCompletionService<>(threads));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot go on: the step was interrupted", e);
    } finally {
      end(threads);
    }
  }

  private static <R extends Serializable> List<R> run(
      List<? extends Task<R>> tasks, LongConsumer progress, ExecutorCompletionService<R> threads)
      throws InterruptedException {
    LongAdder done = new LongAdder();
    List<Future<R>> futures = new ArrayList<>();
    for (Task<R> task : tasks) {
      futures.add(threads.submit(() -> task.run(done::add)));
    }
    int ended = 0;
    while (ended < futures.size()) {
      Future<R> next = threads.poll(MILLIS_BETWEEN_REPORTS, TimeUnit.MILLISECONDS);
      if (next == null) {
        progress.accept(done.sum());
      } else {
        var unused = result(next);
        ended++;
      }
    }
    progress.accept(done.sum());
    List<R> results = new ArrayList<>();
    for (Future<R> future : futures) {
      results.add(result(future));
    }
    return results;
  }

  private static <R> R result(Future<R> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error failure) {
        throw failure;
      }
      if (cause instanceof IOException failure) {
        throw new UncheckedIOException("A task failed: " + failure.getMessage(), failure);
      }
      throw new IllegalStateException("Cannot run a task: " + cause, cause);
    }
  }

  /** No task writes any more when this returns. */
  private static void end(ExecutorService threads) {
    threads.shutdownNow();
    boolean interrupted = false;
    while (true) {
      try {
        if (threads.awaitTermination(1, TimeUnit.HOURS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
