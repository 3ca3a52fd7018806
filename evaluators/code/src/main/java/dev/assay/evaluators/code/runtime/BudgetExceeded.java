package dev.assay.evaluators.code.runtime;

/**
 * Ends an evaluation. Deliberately no {@link EvaluationError}: {@code ||}, {@code &&} and {@code
 * exists} pass over errors of one side, and must not pass over this.
 */
public final class BudgetExceeded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BudgetExceeded(Resource resource) {
    super(
        "it needs more than %,d %s; simplify the expression"
            .formatted(resource.limit(), resource.words()),
        null,
        false,
        false);
  }
}
