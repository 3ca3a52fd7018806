package dev.assay.benchmarks;

import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.Preparation;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Adds up the time that another evaluator takes, over all threads. */
final class TimedEvaluator implements Evaluator {

  private final Evaluator timed;
  private final LongAdder nanos = new LongAdder();

  TimedEvaluator(Evaluator timed) {
    this.timed = timed;
  }

  @Override
  public Preparation prepare(MetricVersion version) {
    return timed.prepare(version);
  }

  @Override
  public List<Evaluation> evaluate(Conversation conversation, List<MetricVersion> versions) {
    long start = System.nanoTime();
    List<Evaluation> answers = timed.evaluate(conversation, versions);
    nanos.add(System.nanoTime() - start);
    return answers;
  }

  /** Seconds since the last call. */
  double takeSeconds() {
    return nanos.sumThenReset() / 1e9;
  }
}
