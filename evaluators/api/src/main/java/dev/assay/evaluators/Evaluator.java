package dev.assay.evaluators;

import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricVersion;
import java.util.List;

/**
 * Scores conversations against metric versions of one evaluator type.
 *
 * <p>One instance serves many threads at once. Jobs make one in each executor process; the API one
 * for the server.
 */
public interface Evaluator extends AutoCloseable {

  /**
   * Checks a definition before anything is stored or run. Called from any thread, when a metric is
   * applied and when a run starts; has no effect that can be seen and answers the same each time.
   *
   * @return the fingerprint of everything but the conversation that decides an answer, or every
   *     problem of the definition
   */
  Preparation prepare(MetricVersion version);

  /**
   * Evaluates many metric versions on one conversation, in one pass over it. Called once for each
   * planned conversation, again after a crash or when a task is tried again: for the same arguments
   * it must then be safe to repeat.
   *
   * @param conversation finished, with at least one message
   * @param versions for which {@link #prepare} was {@link Preparation.Ready}; not empty
   * @return one evaluation for each version, in the same order; whatever goes wrong with one of
   *     them is its {@link Evaluation.Failed}, never an exception, and never touches the others
   */
  List<Evaluation> evaluate(Conversation conversation, List<MetricVersion> versions);

  /**
   * How many conversations are best evaluated at once by each task, each on a thread of its own: 1
   * for an evaluator that computes, more for one that waits for others.
   */
  default int concurrency() {
    return 1;
  }

  /** Gives back what it holds, such as connections. Nothing is evaluated afterwards. */
  @Override
  default void close() {}
}
