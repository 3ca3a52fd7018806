package dev.assay.evaluators.code;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.RuntimeVersion;
import dev.assay.evaluators.Evaluation;
import org.junit.jupiter.api.Test;

/** The checker is built on protobuf, and fails at first use with a version older than its own. */
class ProtobufVersionTest {
  @Test
  void theProtobufOnTheClassPathIsNewEnough() {
    int version =
        RuntimeVersion.MAJOR * 1_000_000 + RuntimeVersion.MINOR * 1_000 + RuntimeVersion.PATCH;
    assertThat(version).isGreaterThanOrEqualTo(4_035_001);
  }

  @Test
  void expressionsAreCheckedAndEvaluatedWithIt() {
    assertThat(Metrics.problems(Metrics.truth("conversation.nothing"))).hasSize(1);
    assertThat(Metrics.evaluate(Metrics.number("duration('1m').getSeconds() + 2")))
        .isInstanceOf(Evaluation.Scored.class);
  }
}
