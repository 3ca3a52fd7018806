package dev.assay.tests.judge;

import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.Preparation;
import dev.assay.jobs.evaluate.EvaluatorSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Evaluators that work for some conversations and then break the run, which an evaluator never
 * does: so a run dies at a named moment, in this process.
 *
 * @param real evaluate until then
 */
public record FaultyEvaluators(EvaluatorSource real) implements EvaluatorSource {

  /** The tasks run in this process. */
  private static final AtomicInteger LEFT = new AtomicInteger();

  /** From the evaluation after so many on, every one breaks its run. */
  public static FaultyEvaluators after(int evaluations, EvaluatorSource real) {
    LEFT.set(evaluations);
    return new FaultyEvaluators(real);
  }

  @Override
  public Map<String, Evaluator> evaluators() {
    Map<String, Evaluator> faulty = new HashMap<>();
    real.evaluators().forEach((type, evaluator) -> faulty.put(type, new Faulty(evaluator)));
    return faulty;
  }

  @Override
  public EvaluatorSource forRun(String runId) {
    return new FaultyEvaluators(real.forRun(runId));
  }

  private record Faulty(Evaluator evaluator) implements Evaluator {
    @Override
    public Preparation prepare(MetricVersion version) {
      return evaluator.prepare(version);
    }

    @Override
    public List<Evaluation> evaluate(Conversation conversation, List<MetricVersion> versions) {
      if (LEFT.getAndDecrement() <= 0) {
        throw new IllegalStateException("Cannot evaluate: the test breaks the run here");
      }
      return evaluator.evaluate(conversation, versions);
    }

    @Override
    public int concurrency() {
      return evaluator.concurrency();
    }
  }
}
