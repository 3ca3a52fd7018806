package dev.assay.catalog;

import static dev.assay.catalog.Samples.BOOLEAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MetricDefinitionTest {

  @Test
  void textsAreTrimmedAndBlankNotesAreNone() {
    MetricDefinition definition =
        new MetricDefinition(
            "\u2003Name ",
            " What\nit is \n",
            BOOLEAN,
            Samples.code("1"),
            new TreeSet<>(List.of(" s ")),
            " ",
            new TreeMap<>(Map.of(" key ", " größer 2 ")));

    assertThat(definition.name()).isEqualTo("Name");
    assertThat(definition.description()).isEqualTo("What\nit is");
    assertThat(definition.appliedToServices()).containsExactly("s");
    assertThat(definition.additionalNotes()).isNull();
    assertThat(definition.tags()).containsExactly(Map.entry("key", "größer 2"));
  }

  @Test
  void allProblemsAreListedAtOnce() {
    TreeMap<String, String> tags = new TreeMap<>();
    for (int i = 0; i < 21; i++) {
      tags.put("tag" + i, null);
    }
    tags.put("a:b", "1");
    tags.put("empty", " ");
    tags.put(" tag1", null);

    assertThatThrownBy(
            () ->
                new MetricDefinition(
                    " ",
                    "\u0000",
                    BOOLEAN,
                    new EvaluatorDefinition("", new TreeMap<>()),
                    new TreeSet<>(List.of(" ")),
                    "\uD800",
                    tags))
        .isInstanceOfSatisfying(
            CatalogException.InvalidDefinition.class,
            e -> {
              assertThat(e.code()).isEqualTo("invalid_definition");
              assertThat(e.problems())
                  .extracting(problem -> problem.field() + ": " + problem.message())
                  .containsExactly(
                      "name: Invalid name: it is empty; give a text",
                      "description: Invalid description: it holds a NUL character or half a"
                          + " surrogate pair; remove it",
                      "evaluator: Invalid evaluator: its type is empty; name one, such as judge",
                      "applied_to_services: Invalid applied_to_services: one is empty; give a"
                          + " service's id, or * for every one",
                      "additional_notes: Invalid additional_notes: it holds a NUL character or"
                          + " half a surrogate pair; remove it",
                      "tags: Invalid tags: 24 given, at most 20 allowed; remove some",
                      "tags: Invalid tag key 'a:b': only letters, digits, underscores and spaces"
                          + " are allowed, at least one",
                      "tags: Invalid tag value '': only letters, digits, underscores and spaces"
                          + " are allowed, at least one",
                      "tags: Invalid tags: key 'tag1' is given twice; remove one");
            });
  }

  @Test
  void evaluatorSettingsMustBeJson() {
    for (Object wrong : Arrays.asList(Double.POSITIVE_INFINITY, new Object())) {
      assertThatThrownBy(() -> withEvaluator(Samples.judge(Map.of("setting", wrong))))
          .isInstanceOf(CatalogException.InvalidDefinition.class)
          .hasMessageContaining("Invalid evaluator: ");
    }
    assertThatThrownBy(() -> withEvaluator(Samples.judge(Map.of("type", "code"))))
        .isInstanceOf(CatalogException.InvalidDefinition.class)
        .hasMessageContaining("no setting may be called 'type'");
  }

  @Test
  void evaluatorSettingsAreCanonical() {
    assertThat(withEvaluator(Samples.judge(Map.of("n", 2.0))))
        .isEqualTo(withEvaluator(Samples.judge(Map.of("n", 2L))));
  }

  private static MetricDefinition withEvaluator(EvaluatorDefinition evaluator) {
    return new MetricDefinition(
        "Name", "What", BOOLEAN, evaluator, new TreeSet<>(), null, new TreeMap<>());
  }
}
