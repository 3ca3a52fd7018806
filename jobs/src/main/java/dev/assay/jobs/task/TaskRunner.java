package dev.assay.jobs.task;

import java.io.Serializable;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Runs the tasks of a step, as many at once as there are places: in this process, or on the
 * executors of a cluster. Thread-safe.
 */
public interface TaskRunner {

  /**
   * A task. May be run again, elsewhere, when its process has died, and must then come to the same.
   *
   * @param <R> what it comes to
   */
  interface Task<R extends Serializable> extends Serializable {
    /**
     * Runs the task.
     *
     * @param progress takes how much more is done
     */
    R run(LongConsumer progress) throws Exception;
  }

  /** How many tasks run at once. */
  int places();

  /** How many of these share the memory of a process. */
  int placesOfAProcess();

  /**
   * Runs tasks. When one fails, the others are ended as soon as they can be.
   *
   * @param progress told how much is done of all of them, now and then
   * @return what they came to, in the order of the tasks
   */
  <R extends Serializable> List<R> run(List<? extends Task<R>> tasks, LongConsumer progress);
}
