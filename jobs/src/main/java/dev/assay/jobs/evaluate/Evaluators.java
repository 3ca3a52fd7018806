package dev.assay.jobs.evaluate;

import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.EvaluatorEnvironment;
import dev.assay.evaluators.EvaluatorFactory;
import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.EvaluatorTypes;
import dev.assay.ledger.remote.RunLedgers;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The evaluators of this process, by the type that metrics name. */
public final class Evaluators {

  private static final Predicate<EvaluatorFactory> PAID =
      factory -> factory.capabilities().contains(Capability.PAID);

  /** One instance of each for the whole process, so that definitions are compiled once. */
  private static final Newest COMPUTING = new Newest(PAID.negate());

  /** One instance of each for a run; a process has one run at a time. */
  private static final Newest ASKING = new Newest(PAID);

  private Evaluators() {}

  /**
   * Where evaluators are found.
   *
   * @param settings of those that need some
   */
  public static EvaluatorSource of(List<? extends Serializable> settings) {
    return new Configured(List.copyOf(settings), null);
  }

  /** Crosses to executors; holds no key. */
  private record Configured(List<Serializable> settings, @Nullable String runId)
      implements EvaluatorSource {

    @Override
    public Map<String, Evaluator> evaluators() {
      Map<String, Evaluator> evaluators =
          new HashMap<>(COMPUTING.of(new Configured(settings, null)));
      evaluators.putAll(ASKING.of(this));
      return evaluators;
    }

    @Override
    public EvaluatorSource forRun(String run) {
      return new Configured(settings, run);
    }

    /** Outside a run definitions are checked, and nobody is asked. */
    EvaluatorEnvironment environment() {
      String run = runId;
      return run == null
          ? EvaluatorEnvironment.forChecks(settings)
          : new EvaluatorEnvironment(() -> RunLedgers.of(run), settings);
    }
  }

  /** Some evaluators as they were made last; those before are closed. */
  private static final class Newest {
    private final Predicate<EvaluatorFactory> which;
    private @Nullable Configured configured;
    private Map<String, Evaluator> made = Map.of();

    Newest(Predicate<EvaluatorFactory> which) {
      this.which = which;
    }

    synchronized Map<String, Evaluator> of(Configured wanted) {
      if (!wanted.equals(configured)) {
        Map<String, Evaluator> before = made;
        made = EvaluatorTypes.create(wanted.environment(), which);
        configured = wanted;
        before.values().forEach(Evaluator::close);
      }
      return made;
    }
  }
}
