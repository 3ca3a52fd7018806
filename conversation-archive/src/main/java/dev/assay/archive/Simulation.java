package dev.assay.archive;

import java.util.Objects;

/**
 * Where a simulated conversation comes from.
 *
 * @param unitTestSetRunId the run of a set of simulation unit tests
 * @param unitTestId the unit test within that run
 * @param runIndex the repetition of that test, from 0
 */
public record Simulation(String unitTestSetRunId, String unitTestId, int runIndex) {

  public Simulation {
    Objects.requireNonNull(unitTestSetRunId, "unitTestSetRunId");
    Objects.requireNonNull(unitTestId, "unitTestId");
  }
}
