package dev.assay.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricValue.BooleanValue;
import dev.assay.catalog.MetricValue.CategoricalValue;
import dev.assay.catalog.MetricValue.NumericalValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoreCheckTest {
  private static final MetricValue TRUTH = new BooleanValue();
  private static final MetricValue ONE_TO_TEN = new NumericalValue(1, 10);
  private static final MetricValue MOOD = new CategoricalValue(List.of("good", "bad"));

  @Test
  void acceptsWhatTheDefinitionAllows() {
    assertThat(check(TRUTH, true)).isEqualTo(accepted(new Score.BooleanScore(true)));
    assertThat(check(ONE_TO_TEN, 10)).isEqualTo(accepted(new Score.NumericalScore(10)));
    assertThat(check(ONE_TO_TEN, 1L)).isEqualTo(accepted(new Score.NumericalScore(1)));
    assertThat(check(ONE_TO_TEN, new BigDecimal("2.5")))
        .isEqualTo(accepted(new Score.NumericalScore(2.5)));
    assertThat(check(MOOD, "bad")).isEqualTo(accepted(new Score.CategoricalScore("bad")));
  }

  @Test
  void refusesAnotherType() {
    assertRefused(
        check(TRUTH, 1L),
        "wrong_type",
        "Cannot score 'Sample' version 3: the answer is '1' where true or false is needed");
    assertRefused(
        check(ONE_TO_TEN, "5"),
        "wrong_type",
        "Cannot score 'Sample' version 3: the answer is '5' where a number is needed");
    assertRefused(
        check(MOOD, List.of("good")),
        "wrong_type",
        "Cannot score 'Sample' version 3: the answer is of another kind where one of [good, bad]"
            + " is needed");
  }

  @Test
  void refusesNumbersOutsideTheBounds() {
    assertRefused(
        check(ONE_TO_TEN, 10.5),
        "out_of_bounds",
        "Cannot score 'Sample' version 3: the answer 10.5 is outside 1.0 to 10.0");
  }

  @Test
  void refusesNumbersThatAreNotFinite() {
    assertRefused(
        check(ONE_TO_TEN, Double.NaN),
        "not_finite",
        "Cannot score 'Sample' version 3: the answer NaN is not finite");
    assertRefused(
        check(ONE_TO_TEN, Double.NEGATIVE_INFINITY),
        "not_finite",
        "Cannot score 'Sample' version 3: the answer -Infinity is not finite");
  }

  @Test
  void refusesUnknownCategories() {
    assertRefused(
        check(MOOD, "Good\n"),
        "unknown_category",
        "Cannot score 'Sample' version 3: the answer 'Good ' is none of [good, bad]");
  }

  @Test
  void knowsNoNegativeZero() {
    ScoreCheck check = check(new NumericalValue(-1, 1), -0.0);
    assertThat(check).isEqualTo(accepted(new Score.NumericalScore(0.0)));
  }

  private static ScoreCheck check(MetricValue value, Object answer) {
    return ScoreCheck.of(SampleVersions.of(value, "code", Map.of()), answer);
  }

  private static ScoreCheck accepted(Score score) {
    return new ScoreCheck.Accepted(score);
  }

  private static void assertRefused(ScoreCheck check, String code, String message) {
    assertThat(check).isEqualTo(new ScoreCheck.Refused(new Evaluation.Failed(code, message)));
  }
}
