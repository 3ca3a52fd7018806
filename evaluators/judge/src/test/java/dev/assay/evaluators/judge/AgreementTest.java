package dev.assay.evaluators.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.evaluators.Seeded;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementTest {

  /**
   * The worked examples for a single proportion, method 3 (Wilson, without continuity correction),
   * in table I of R. G. Newcombe, "Two-sided confidence intervals for the single proportion:
   * comparison of seven methods", Statistics in Medicine 17 (1998), 857–872.
   */
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0.0000, 0.1611",
    "1, 29, 0.0061, 0.1718"
  })
  void theIntervalIsWilsons(int agreed, int pairs, double lower, double upper) {
    Agreement agreement = new Agreement(agreed, pairs);
    assertThat(agreement.lower()).isCloseTo(lower, within(0.00005));
    assertThat(agreement.upper()).isCloseTo(upper, within(0.00005));
  }

  @Seeded(1000)
  void theRateLiesInItsInterval(long seed) {
    Random random = new Random(seed);
    int pairs = 1 + random.nextInt(random.nextBoolean() ? 5 : 5000);
    int agreed = random.nextInt(5) == 0 ? pairs : random.nextInt(pairs + 1);
    Agreement agreement = new Agreement(agreed, pairs);
    assertThat(agreement.lower()).isBetween(0.0, agreement.rate() + 1e-12);
    assertThat(agreement.upper()).isBetween(agreement.rate() - 1e-12, 1.0);
  }

  @Test
  void withoutPairsNothingIsKnown() {
    assertThat(Agreement.NONE.isKnown()).isFalse();
    assertThat(Agreement.NONE.lower()).isZero();
    assertThat(Agreement.NONE.upper()).isEqualTo(1);
    assertThatThrownBy(() -> new Agreement(2, 1))
        .hasMessage("Invalid agreement of 2 out of 1 pairs");
  }

  @Test
  void answersAgreeByTheirValues() {
    assertThat(agrees(scored(new Score.BooleanScore(true)), scored(new Score.BooleanScore(true))))
        .isTrue();
    assertThat(agrees(scored(new Score.BooleanScore(true)), scored(new Score.BooleanScore(false))))
        .isFalse();
    assertThat(agrees(scored(new Score.NumericalScore(7)), scored(new Score.NumericalScore(7.5))))
        .isTrue();
    assertThat(agrees(scored(new Score.NumericalScore(7)), scored(new Score.NumericalScore(8))))
        .isFalse();
    assertThat(
            agrees(
                scored(new Score.CategoricalScore("a")), scored(new Score.CategoricalScore("b"))))
        .isFalse();
    Evaluation none = new Evaluation.NotApplicable(null, List.of());
    assertThat(agrees(none, none)).isTrue();
    assertThat(agrees(none, scored(new Score.BooleanScore(true)))).isFalse();
  }

  @Test
  void aFailureIsNoAnswerAndCountsForNothing() {
    Evaluation failed = new Evaluation.Failed("refusal", "no");
    Evaluation later = new Evaluation.CarriedOver("budget_ended", "no");
    Evaluation answer = scored(new Score.BooleanScore(true));
    assertThat(Agreement.NONE.with(failed, failed, 0)).isEqualTo(Agreement.NONE);
    assertThat(Agreement.NONE.with(answer, failed, 0)).isEqualTo(Agreement.NONE);
    assertThat(Agreement.NONE.with(later, answer, 0)).isEqualTo(Agreement.NONE);
  }

  private static boolean agrees(Evaluation one, Evaluation other) {
    Agreement agreement = Agreement.NONE.with(one, other, 0.5);
    assertThat(agreement.pairs()).isEqualTo(1);
    return agreement.agreed() == 1;
  }

  private static Evaluation scored(Score value) {
    return new Evaluation.Scored(value, "why", List.of());
  }
}
