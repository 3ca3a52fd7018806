package dev.assay.catalog.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.catalog.CatalogJson;
import dev.assay.catalog.DefinitionCheck;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.Samples;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricFilesTest {
  @TempDir Path directory;

  @Test
  void aFileIsReadAsItIsWritten() throws Exception {
    write(
        "metrics.yaml",
        """
        metrics:
          - name: Agent apologised
            description: True when the agent apologised at least once.
            metric_value: {type: boolean}
            applied_to_services: ["*"]
            tags: {category: quality, urgent: null}
            additional_notes: Ask Ann.
            sampling_rate: 0.25
            evaluator:
              type: code
              expression: conversation.agent_messages.exists(m, m.text.matches('(?i)\\\\b(sorry|apolog)'))
              limits: {turns: 3.0, words: [1, 0x10, 2.5, true, null, "x"]}
          - name: Politeness
            description: >
              How polite
              the agent was.
            metric_value: {type: numerical, lower_bound: 1, upper_bound: 1e1}
            applied_to_services: []
          - name: Topic
            description: What it was about.
            metric_value:
              type: categorical
              categories: [billing, 'no']
            evaluator: {model: small}
        """);

    List<MetricDefinition> metrics = read();

    assertThat(metrics)
        .extracting(MetricDefinition::name)
        .containsExactly("Agent apologised", "Politeness", "Topic");
    MetricDefinition apologised = metrics.get(0);
    assertThat(apologised.value()).isEqualTo(new MetricValue.BooleanValue());
    assertThat(apologised.appliedToServices()).containsExactly("*");
    assertThat(apologised.tags())
        .containsEntry("category", "quality")
        .containsEntry("urgent", null);
    assertThat(apologised.additionalNotes()).isEqualTo("Ask Ann.");
    assertThat(apologised.samplingRate()).isEqualTo(0.25);
    assertThat(CatalogJson.write(apologised.evaluator()))
        .isEqualTo(
            "{\"expression\":\"conversation.agent_messages.exists(m,"
                + " m.text.matches('(?i)\\\\\\\\b(sorry|apolog)'))\","
                + "\"limits\":{\"turns\":3,\"words\":[1,16,2.5,true,null,\"x\"]},"
                + "\"type\":\"code\"}");
    MetricDefinition politeness = metrics.get(1);
    assertThat(politeness.description()).isEqualTo("How polite the agent was.");
    assertThat(politeness.value()).isEqualTo(new MetricValue.NumericalValue(1, 10));
    assertThat(politeness.appliedToServices()).isEmpty();
    assertThat(politeness.samplingRate()).isEqualTo(1);
    assertThat(politeness.evaluator()).isEqualTo(Samples.judge(Map.of()));
    MetricDefinition topic = metrics.get(2);
    assertThat(topic.value()).isEqualTo(new MetricValue.CategoricalValue(List.of("billing", "no")));
    assertThat(topic.appliedToServices()).containsExactly("*");
    assertThat(topic.evaluator()).isEqualTo(Samples.judge(Map.of("model", "small")));
  }

  @Test
  void theExampleOfTheSpecIsValid() throws Exception {
    String spec = Files.readString(Path.of("SPEC.md"));
    String example = spec.substring(spec.indexOf("```yaml\n") + 8);
    write("spec.yaml", example.substring(0, example.indexOf("```")));

    assertThat(read()).extracting(MetricDefinition::name).containsExactly("Agent apologised");
  }

  @Test
  void aDirectoryIsReadRecursivelyWithoutHiddenAndOtherFiles() throws Exception {
    write("b/c/two.YML", metric("Two"));
    write("a.yaml", metric("One"));
    write("b/readme.md", "no metric");
    write(".hidden/three.yaml", "{{{");
    write(".four.yaml", "{{{");

    assertThat(read()).extracting(MetricDefinition::name).containsExactly("One", "Two");
  }

  @Test
  void aFileMayHoldSeveralDocumentsAndABom() throws Exception {
    write("a.txt", "\uFEFF" + metric("One") + "---\n" + metric("Two"));

    assertThat(MetricFiles.read(directory.resolve("a.txt"), DefinitionCheck.NONE))
        .extracting(MetricDefinition::name)
        .containsExactly("One", "Two");
  }

  @Test
  void anAnchorSavesRepeating() throws Exception {
    write(
        "a.yaml",
        """
        metrics:
          - {name: A, description: x, metric_value: &b {type: boolean}, evaluator: &e {hint: h}}
          - {name: B, description: x, metric_value: *b, evaluator: *e}
        """);

    assertThat(read())
        .extracting(MetricDefinition::evaluator)
        .containsOnly(Samples.judge(Map.of("hint", "h")));
  }

  @Test
  void allProblemsOfAllFilesAreListedWithFileAndLine() throws Exception {
    write(
        "a.yaml",
        """
        metrics:
          - name: First
            descripton: misspelt
            metric_value: {type: numerical, lower_bound: 5, upper_bound: 1}
            tags:
              "a-b": x
              n: 5
          - description: nameless
            metric_value:
              type: percentage
            applied_to_services: [a, a, 7]
          - name: 42
            description: [x]
            metric_value: boolean
            additional_notes: {}
            tags: none
            evaluator: judge
            description: again
          - just text
        metric: []
        """);
    write(
        "b/b.yaml",
        """
        metrics:
          - name: ' First '
            description: ""
            metric_value:
              type: categorical
              categories: [a, "a ", true]
          - name: Bounds
            description: x
            metric_value:
              type: numerical
              upper_bound: .inf
              unit: s
          - name: Twice
            description: x
            metric_value:
              type: categorical
              categories: [a, "a "]
        """);
    write("c.yaml", "metrics: [\n  {name: x\n");
    write("d.yaml", "");
    write("e.yaml", "metrics:\n");

    assertThat(problems(DefinitionCheck.NONE))
        .containsExactly(
            "a.yaml:2: Missing key 'description' in a metric: add it",
            "a.yaml:3: Unknown key 'descripton' in a metric: known are additional_notes,"
                + " applied_to_services, description, evaluator, metric_value, name, sampling_rate,"
                + " tags",
            "a.yaml:4: Invalid bounds 5.0 to 1.0: the lower must be less than the upper",
            "a.yaml:5: Invalid tag key 'a-b': only letters, digits, underscores and spaces are"
                + " allowed, at least one",
            "a.yaml:7: Invalid value of 'n' in 'tags': 5 is no text; write it in quotes",
            "a.yaml:8: Missing key 'name' in a metric: add it",
            "a.yaml:10: Unsupported type 'percentage' in 'metric_value': use boolean, numerical or"
                + " categorical",
            "a.yaml:11: Duplicate service 'a' in 'applied_to_services': remove one",
            "a.yaml:11: Invalid service in 'applied_to_services' in a metric: 7 is no text; write"
                + " it in quotes",
            "a.yaml:12: Invalid 'name' in a metric: 42 is no text; write it in quotes",
            "a.yaml:13: Invalid 'description' in a metric: it must be text",
            "a.yaml:14: Invalid 'metric_value': it must be a mapping of keys to values",
            "a.yaml:15: Invalid 'additional_notes' in a metric: it must be text",
            "a.yaml:16: Invalid 'tags': it must be a mapping of keys to values",
            "a.yaml:17: Invalid 'evaluator': it must be a mapping of keys to values",
            "a.yaml:18: Duplicate key 'description' in a metric: line 13 has it already; remove"
                + " one",
            "a.yaml:19: Invalid metric: it must be a mapping of keys to values",
            "a.yaml:20: Unknown key 'metric' in a metric file: known are metrics",
            "b/b.yaml:2: Duplicate metric 'First': a.yaml:2 has that name already; rename or remove"
                + " one",
            "b/b.yaml:3: Invalid description: it is empty; give a text",
            "b/b.yaml:6: Invalid category in 'metric_value': true is no text; write it in quotes",
            "b/b.yaml:10: Missing key 'lower_bound' in 'metric_value': add it",
            "b/b.yaml:11: Invalid 'upper_bound' in 'metric_value': it must be a finite number",
            "b/b.yaml:12: Unknown key 'unit' in 'metric_value': known are lower_bound, type,"
                + " upper_bound",
            "b/b.yaml:17: Invalid categories: 'a' is given twice",
            "c.yaml:3: Invalid YAML: expected ',' or '}', but got <stream end>",
            "d.yaml:1: Missing key 'metrics' in the file: it is empty; add a list of metrics",
            "e.yaml:1: Missing key 'metrics' in a metric file: add it");
  }

  @ParameterizedTest
  @CsvSource({
    "0, Invalid sampling_rate 0: give a number above 0",
    "1.5, Invalid sampling_rate 1.5: give a number above 0",
    "-.inf, Invalid sampling_rate -Infinity: give a number above 0",
    ".nan, Invalid sampling_rate NaN: give a number above 0",
    "half, Invalid 'sampling_rate' in a metric: give a number above 0",
    "[1], Invalid 'sampling_rate' in a metric: give a number above 0"
  })
  void aSamplingRateIsANumberAboveNothingUpToOne(String rate, String message) throws Exception {
    write(
        "a.yaml",
        "metrics:\n  - name: First\n    description: x\n    metric_value: {type: boolean}\n"
            + "    sampling_rate: "
            + rate
            + "\n");

    assertThat(problems(DefinitionCheck.NONE))
        .containsExactly("a.yaml:5: " + message + ", up to 1");
  }

  @ParameterizedTest
  @CsvSource({
    "expression, 1, 9", "expression, 2, 10", "expression, 9, 10", "references, 1, 12",
    "references, 2, 12", "quoted, 1, 14", "type, 1, 7", "missing, 1, 6"
  })
  void aProblemWithinASettingIsFoundInItsFile(String setting, int line, int lineInFile)
      throws Exception {
    write(
        "a.yaml",
        """
        metrics:
          - name: A
            description: x
            metric_value: {type: boolean}

            evaluator:
              type: code
              expression: |  # two lines
                conversation.messages
                  .exists(m, true)
              # a comment
              references: conversation.messages
              quoted:
                "conversation
                .messages"
        """);

    assertThat(
            problems(
                definition -> List.of(new DefinitionCheck.Problem(setting, "Invalid x", line, 7))))
        .containsExactly(
            "a.yaml:%d: Invalid x (line %d, column 7 of '%s')"
                .formatted(lineInFile, line, setting));
  }

  @Test
  void aProblemOfAWholeSettingNamesNoColumn() throws Exception {
    write("a.yaml", metric("A"));

    assertThat(
            problems(
                definition ->
                    List.of(DefinitionCheck.Problem.of("expression", "Missing expression"))))
        .containsExactly("a.yaml:2: Missing expression");
  }

  @Test
  void evaluatorsAreCheckedAlthoughOtherKeysAreWrong() throws Exception {
    write(
        "a.yaml",
        """
        metrics:
          - {name: A, metric_value: {type: boolean}, tags: {"!": x}, evaluator: {type: code}}
          - {name: B, description: x, metric_value: {type: text}, evaluator: {type: code}}
          - {name: C, description: x, metric_value: {type: boolean}, evaluator: {type: ""}}
        """);

    assertThat(
            problems(
                definition ->
                    List.of(
                        DefinitionCheck.Problem.of(
                            "type", definition.name() + " " + definition.evaluator().type()))))
        .containsExactly(
            "a.yaml:2: Missing key 'description' in a metric: add it",
            "a.yaml:2: Invalid tag key '!': only letters, digits, underscores and spaces are"
                + " allowed, at least one",
            "a.yaml:2: A code",
            "a.yaml:3: Unsupported type 'text' in 'metric_value': use boolean, numerical or"
                + " categorical",
            "a.yaml:4: Invalid evaluator: its type is empty; name one, such as judge");
  }

  @Test
  void hostileYamlIsRefusedQuickly() throws Exception {
    write("a-deep.yaml", "metrics: " + "[".repeat(100_000));
    write(
        "b-laughs.yaml",
        """
        metrics:
          - name: A
            description: x
            metric_value: {type: boolean}
            evaluator:
              a: &a [x, x, x, x, x, x, x, x, x, x]
              b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
              c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
              d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
              e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
              f: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
        """);
    write(
        "c-cycle.yaml",
        """
        metrics:
          - name: B
            description: x
            metric_value: {type: boolean}
            evaluator: {a: &a [*a]}
        """);
    write(
        "d-tag.yaml",
        """
        metrics:
          - name: C
            description: x
            metric_value: {type: boolean}
            evaluator: {a: !!java.net.URL x}
        """);
    write(
        "g-repeats.yaml",
        "metrics: [{name: D, description: x, metric_value: {type: boolean}, evaluator: {a: &a '"
            + "x".repeat(100_000)
            + "', b: ["
            + "*a, ".repeat(10_000)
            + "]}}]");
    Files.write(directory.resolve("e-latin.yaml"), "name: ä".getBytes(StandardCharsets.ISO_8859_1));
    write("f-control.yaml", "metrics:\n  - \u0001");

    assertThat(problems(DefinitionCheck.NONE))
        .hasSize(7)
        .anyMatch(p -> p.startsWith("a-deep.yaml:1: Invalid YAML: it is nested deeper than"))
        .anyMatch(p -> p.matches("b-laughs.yaml:\\d+: Invalid setting: nested deeper .*"))
        .anyMatch(p -> p.startsWith("c-cycle.yaml:5: Invalid setting: nested deeper than"))
        .anyMatch(p -> p.startsWith("d-tag.yaml:5: Unsupported value"))
        .anyMatch(p -> p.startsWith("e-latin.yaml: Cannot read the file: it is not UTF-8"))
        .anyMatch(p -> p.startsWith("g-repeats.yaml:1: Invalid setting: nested deeper than"))
        .anyMatch(p -> p.startsWith("f-control.yaml:2: Invalid YAML"));
  }

  @Test
  void aMissingOrEmptyDirectoryIsNamed() {
    assertThatThrownBy(() -> MetricFiles.read(directory.resolve("absent"), DefinitionCheck.NONE))
        .isInstanceOf(MetricFilesUnreadable.class)
        .hasMessageContaining("absent: there is no such file or directory");
    assertThatThrownBy(this::read)
        .isInstanceOf(MetricFilesUnreadable.class)
        .hasMessageContaining("it holds no .yaml or .yml file");
  }

  private List<MetricDefinition> read() {
    return MetricFiles.read(directory, DefinitionCheck.NONE);
  }

  private List<String> problems(DefinitionCheck check) {
    InvalidMetricFiles failure =
        catchThrowableOfType(InvalidMetricFiles.class, () -> MetricFiles.read(directory, check));
    return failure.problems().stream()
        .map(problem -> problem.toString().replace(directory + "/", ""))
        .toList();
  }

  private void write(String file, String text) throws Exception {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static String metric(String name) {
    return """
    metrics:
      - name: %s
        description: x
        metric_value: {type: boolean}
    """
        .formatted(name);
  }
}
