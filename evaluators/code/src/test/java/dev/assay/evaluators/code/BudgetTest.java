package dev.assay.evaluators.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluators.Evaluation;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {
  private static final Duration LONGEST = Duration.ofSeconds(15);

  /** What came of one hostile expression in the child process. */
  private record Outcome(String code, Duration took) {}

  @Test
  void hostileExpressionsEndSoonAndInASmallHeap() throws Exception {
    Map<String, Outcome> outcomes = runInSmallHeap();
    assertThat(outcomes).containsOnlyKeys(HostileExpressions.all().keySet());
    outcomes.forEach(
        (name, outcome) -> {
          String expected = name.startsWith("rejected") ? "rejected" : "budget_exceeded";
          assertThat(outcome.code()).as(name).isEqualTo(expected);
          assertThat(outcome.took()).as(name).isLessThan(LONGEST);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conversation.messages.all(a, conversation.messages.exists(b, a.id == b.id))",
        "conversation.messages.all(m, m.text.lowerAscii().split(' ').size() > 0)",
        "conversation.messages.map(m, m.text).join(' ').size() > 0",
        "!conversation.messages.exists(m, m.text.matches('(?i)\\\\b(sorry|apolog)'))",
        "conversation.messages.map(m, m.text).distinct().size() > 0"
      })
  void ordinaryExpressionsHaveEnough(String expression) {
    assertThat(Metrics.evaluate(Metrics.truth(expression), HostileExpressions.conversation()))
        .isInstanceOf(Evaluation.Scored.class);
  }

  @Test
  void aFailureSaysWhichBudgetEnded() {
    assertThat(Metrics.evaluate(Metrics.truth("lists.range(1000000).size() > 0")))
        .isEqualTo(
            new Evaluation.Failed(
                "budget_exceeded",
                "Cannot evaluate 'Sample' version 3: it needs more than 500,000 elements of built"
                    + " lists and maps; simplify the expression"));
  }

  @Test
  void whatOneMetricSpendsAnotherHas() {
    String almostAll = "lists.range(400000).size() > 0";
    assertThat(
            Metrics.EVALUATOR.evaluate(
                HostileExpressions.conversation(),
                List.of(Metrics.truth(almostAll), Metrics.truth(almostAll))))
        .allMatch(Evaluation.Scored.class::isInstance);
  }

  private static Map<String, Outcome> runInSmallHeap() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                HostileExpressions.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    try (BufferedReader lines = process.inputReader()) {
      for (String line : lines.lines().toList()) {
        List<String> parts = List.of(line.split("\\|", -1));
        outcomes.put(
            parts.get(0),
            new Outcome(parts.get(1), Duration.ofMillis(Long.parseLong(parts.get(2)))));
      }
    }
    assertThat(process.waitFor()).isZero();
    return outcomes;
  }
}
