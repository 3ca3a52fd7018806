package dev.assay.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogJsonTest {

  @Test
  void metricValuesAreWrittenWithSortedKeysAndWholeNumbersWithoutFraction() {
    assertThat(CatalogJson.write(new MetricValue.BooleanValue()))
        .isEqualTo("{\"type\":\"boolean\"}");
    assertThat(CatalogJson.write(new MetricValue.NumericalValue(-0.0, 10.5)))
        .isEqualTo("{\"lower_bound\":0,\"type\":\"numerical\",\"upper_bound\":10.5}");
    assertThat(CatalogJson.write(new MetricValue.CategoricalValue(List.of("b", "ä \"q\""))))
        .isEqualTo("{\"categories\":[\"b\",\"ä \\\"q\\\"\"],\"type\":\"categorical\"}");
  }

  @Test
  void metricValuesAreReadAsTheyWereWritten() {
    List<MetricValue> values =
        List.of(
            new MetricValue.BooleanValue(),
            new MetricValue.NumericalValue(-1e300, Double.MAX_VALUE),
            new MetricValue.NumericalValue(0.1, 9007199254740994.0),
            new MetricValue.CategoricalValue(List.of("yes", "no", "\u0000 odd")));

    assertThat(values)
        .allSatisfy(
            value ->
                assertThat(CatalogJson.readMetricValue(CatalogJson.write(value))).isEqualTo(value));
  }

  @Test
  void unknownFieldsOfAMetricValueAreIgnored() {
    assertThat(CatalogJson.readMetricValue("{\"unit\":\"s\",\"type\":\"boolean\"}"))
        .isEqualTo(new MetricValue.BooleanValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"type\":\"text\"}",
        "{\"type\":\"numerical\",\"lower_bound\":\"1\",\"upper_bound\":2}",
        "{\"type\":\"categorical\"}",
        "{\"type\":\"boolean\""
      })
  void whatIsNoMetricValueIsRefused(String json) {
    assertThatThrownBy(() -> CatalogJson.readMetricValue(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid");
  }

  @Test
  void equalNumbersOfAnyJavaTypeAreOneText() {
    for (Object one : List.of(1, 1L, 1.0, 1f, (short) 1, BigInteger.ONE, new BigDecimal("1.000"))) {
      assertThat(CatalogJson.write(Samples.judge(Map.of("n", one))))
          .isEqualTo("{\"n\":1,\"type\":\"judge\"}");
    }
    assertThat(CatalogJson.write(Samples.judge(Map.of("n", 0.1f))))
        .isEqualTo(CatalogJson.write(Samples.judge(Map.of("n", 0.1))));
  }

  @Test
  void anEvaluatorIsReadAsItWasWritten() {
    EvaluatorDefinition evaluator =
        Samples.judge(
            Map.of(
                "model",
                "m",
                "temperature",
                0.7,
                "big",
                1234567890123L,
                "stops",
                Arrays.asList("a", null, Map.of("z", 1, "a", false))));

    assertThat(CatalogJson.write(evaluator))
        .isEqualTo(
            "{\"big\":1234567890123,\"model\":\"m\",\"stops\":[\"a\",null,{\"a\":false,\"z\":1}],"
                + "\"temperature\":0.7,\"type\":\"judge\"}");
    assertThat(CatalogJson.readEvaluator(CatalogJson.write(evaluator))).isEqualTo(evaluator);
  }

  @Test
  void aSettingThatIsNullIsAbsent() {
    assertThat(CatalogJson.readEvaluator("{\"type\":\"judge\",\"model\":null}"))
        .isEqualTo(Samples.judge(Map.of()));
  }

  @Test
  void aCanonicalEvaluatorDoesNotChangeWithItsSource() {
    ArrayList<Object> list = new ArrayList<>(List.of("a"));
    EvaluatorDefinition canonical = CatalogJson.canonical(Samples.judge(Map.of("list", list)));
    list.add("b");

    assertThat(canonical.settings()).containsEntry("list", List.of("a"));
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertThatThrownBy(() -> CatalogJson.write(Samples.judge(Map.of("n", Double.NaN))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NaN is no JSON number; use a finite one");
    assertThatThrownBy(() -> CatalogJson.write(Samples.judge(Map.of("n", BigInteger.TEN.pow(400)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no JSON number");
    assertThatThrownBy(() -> CatalogJson.write(Samples.judge(Map.of("o", java.time.Duration.ZERO))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S is a Duration, which is no JSON value");
    assertThatThrownBy(() -> CatalogJson.readEvaluator("{\"model\":\"m\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no text 'type'");
  }

  @Test
  void tagsWithoutValuesAreReadAsTheyWereWritten() {
    TreeMap<String, String> tags = new TreeMap<>(Map.of("b", "1"));
    tags.put("a", null);

    assertThat(CatalogJson.writeTags(tags)).isEqualTo("{\"a\":null,\"b\":\"1\"}");
    assertThat(CatalogJson.readTags("{\"a\":null,\"b\":\"1\"}")).isEqualTo(tags);
  }
}
