package dev.assay.api.unittests;

import dev.assay.catalog.Actor;
import java.time.Instant;
import java.util.List;

/**
 * A simulation unit test.
 *
 * @param id 24 lowercase hex
 * @param serviceId the service that is simulated
 * @param criterions when a simulation is a success: all of them hold; not empty
 */
record UnitTest(
    String id,
    String orgId,
    String name,
    String serviceId,
    List<Criterion> criterions,
    Actor creator,
    Instant createdAt) {

  UnitTest {
    criterions = List.copyOf(criterions);
  }

  /**
   * What one metric must say.
   *
   * @param condition of the metric's own value type
   */
  record Criterion(String name, String metricId, Condition condition) {}

  /** When a value is a success. */
  sealed interface Condition {

    /** The value type that it is of. */
    String type();
  }

  /**
   * Compares a number.
   *
   * @param verb one of {@link CriterionJson#VERBS}
   */
  record Numerical(String verb, double threshold) implements Condition {
    @Override
    public String type() {
      return "numerical";
    }
  }

  record Yes(boolean expectedValue) implements Condition {
    @Override
    public String type() {
      return "boolean";
    }
  }

  /**
   * Any of some words.
   *
   * @param expectedValues not empty
   */
  record Categorical(List<String> expectedValues) implements Condition {
    Categorical {
      expectedValues = List.copyOf(expectedValues);
    }

    @Override
    public String type() {
      return "categorical";
    }
  }
}
