package dev.assay.api.catalog;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.api.http.ApiError;
import dev.assay.catalog.EvaluatorDefinition;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.installation.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorCheckTest {
  private static final String JUDGE = "judge: {url: http://localhost/v1, model: small}";

  @TempDir Path folder;

  @Test
  void everyEvaluatorOfTheServerChecksItsDefinitions() throws IOException {
    try (EvaluatorCheck check = check(JUDGE)) {
      assertThatThrownBy(() -> check.accept(metric("judge", Map.of("modle", "large"))))
          .isInstanceOf(ApiError.class)
          .hasMessageContaining("Invalid setting 'modle'");
      assertThatThrownBy(() -> check.accept(metric("code", Map.of("expression", "1 +"))))
          .isInstanceOf(ApiError.class)
          .hasMessageContaining("body.evaluator.expression");
      assertThatCode(() -> check.accept(metric("judge", Map.of("model", "large"))))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void whatIsConfiguredElsewhereIsLetPassAndWhatIsNowhereIsNot() throws IOException {
    try (EvaluatorCheck check = check("")) {
      assertThatCode(() -> check.accept(metric("judge", Map.of("modle", "large"))))
          .doesNotThrowAnyException();
      assertThatThrownBy(() -> check.accept(metric("horoscope", Map.of())))
          .isInstanceOf(ApiError.class)
          .hasMessageContaining("Unsupported evaluator 'horoscope': use one of code, judge");
    }
  }

  private EvaluatorCheck check(String settings) throws IOException {
    Path file = Files.writeString(folder.resolve("assay.yaml"), settings);
    return new CatalogConfiguration().evaluatorCheck(SettingsFile.read(file, folder));
  }

  private static MetricDefinition metric(String evaluator, Map<String, Object> settings) {
    return new MetricDefinition(
        "Politeness",
        "Whether the agent was polite.",
        new MetricValue.BooleanValue(),
        new EvaluatorDefinition(evaluator, new TreeMap<>(settings)),
        new TreeSet<>(Set.of("*")),
        null,
        new TreeMap<>());
  }
}
