package dev.assay.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  @Test
  void aFailureIsOneLine() {
    assertThat(new Evaluation.Failed("code", "first\r\nsecond\u2028third\ud800").message())
        .isEqualTo("first  second third\ufffd");
  }

  @Test
  void aFailureIsCutWithoutBreakingACharacter() {
    String message = new Evaluation.Failed("code", "x" + "😀".repeat(500)).message();
    assertThat(message).hasSize(Evaluation.Failed.MAX_MESSAGE).endsWith("😀…");
    assertThat(new Evaluation.Failed("code", "😀".repeat(500)).message())
        .endsWith("😀…")
        .doesNotContain("\ufffd");
  }

  @Test
  void aRejectionNamesAProblem() {
    assertThatThrownBy(() -> new Preparation.Rejected(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid rejection: it names no problem");
  }

  @Test
  void codesAreLowercaseWords() {
    assertThat(FailureCode.OUT_OF_BOUNDS.failed("why"))
        .isEqualTo(new Evaluation.Failed("out_of_bounds", "why"));
  }

  @Test
  void longTextsAreQuotedInShort() {
    assertThat(OneLine.of("a".repeat(100))).isEqualTo("a".repeat(80) + "…");
    assertThat(OneLine.of("short")).isEqualTo("short");
  }
}
