package dev.assay.evaluators;

import java.util.List;
import java.util.Objects;

/** Whether an evaluator can score a metric version. */
public sealed interface Preparation {

  /**
   * It can.
   *
   * @param fingerprint 32 lowercase hex: SHA-256, first half, of the evaluator's identity and
   *     version, the value configuration and the settings it reads; two versions with the same
   *     fingerprint give the same answers
   */
  record Ready(String fingerprint) implements Preparation {
    public Ready {
      Objects.requireNonNull(fingerprint, "fingerprint");
    }
  }

  /**
   * It cannot.
   *
   * @param problems at least one, each for a person
   */
  record Rejected(List<DefinitionProblem> problems) implements Preparation {
    public Rejected {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("Invalid rejection: it names no problem");
      }
    }
  }
}
