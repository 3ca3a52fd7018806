package dev.assay.ledger.admission;

import dev.assay.evaluators.Ledger.CallEnd;
import java.util.HashMap;
import java.util.Map;

/**
 * Models of which the judge refused several requests in a row, whatever they were: with a wrong key
 * or name it would refuse all others too. Single-threaded.
 */
final class RefusedModels {
  private static final int ENOUGH = 3;

  private final Map<String, Integer> inARow = new HashMap<>();

  void ended(String model, CallEnd end) {
    switch (end) {
      case REFUSED -> inARow.merge(model, 1, Integer::sum);
      case ANSWERED, REJECTED -> inARow.remove(model);
      case RATE_LIMITED, TIMED_OUT, SERVER_ERROR, UNREACHABLE -> {
        // Says nothing of it.
      }
    }
  }

  boolean contains(String model) {
    return inARow.getOrDefault(model, 0) >= ENOUGH;
  }

  void clear() {
    inARow.clear();
  }

  /** For a person: why nothing more is asked of the model. */
  static String why(String model) {
    return "the judge refused %d requests in a row for the model '%s': check the key, judge.url and the model's name"
        .formatted(ENOUGH, model);
  }
}
