package dev.assay.evaluators;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What evaluators are made with.
 *
 * @param ledger gives what knows and pays answers; asked by those that are paid
 * @param settings of evaluators, each of a class that its factory knows; no two of one class
 */
public record EvaluatorEnvironment(
    Supplier<? extends Ledger> ledger, List<? extends Serializable> settings) {

  public EvaluatorEnvironment {
    settings = List.copyOf(settings);
  }

  /** One in which definitions can be checked, and nobody be asked. */
  public static EvaluatorEnvironment forChecks(List<? extends Serializable> settings) {
    return new EvaluatorEnvironment(() -> Ledger.NONE, settings);
  }

  /** The settings of a class, if there are any. */
  public <T extends Serializable> Optional<T> settings(Class<T> type) {
    return settings.stream().filter(type::isInstance).<T>map(type::cast).findFirst();
  }
}
