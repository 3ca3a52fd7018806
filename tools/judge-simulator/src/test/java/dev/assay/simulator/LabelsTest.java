package dev.assay.simulator;

import static dev.assay.simulator.RunningSimulator.JSON;
import static dev.assay.simulator.RunningSimulator.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsTest {

  private static final String SOLO =
      "{\"type\": \"object\", \"properties\": {\"value\": {\"type\": [\"boolean\", \"null\"]}, \"why\": {\"type\": \"string\"}}}";
  private static final String PACKED =
      """
      {"type": "object", "properties": {"answers": {"type": "object", "properties": {
        "q1": {"type": "object", "properties": {"value": {"type": ["boolean", "null"]}}},
        "q2": {"type": "object", "properties": {"value": {"type": ["boolean", "null"]}}}}}}}""";

  @TempDir Path folder;

  @Test
  void aJudgeErrsAsOftenAsItIsTold() throws Exception {
    int conversations = 2000;
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < conversations; i++) {
      lines.add("{\"marker\": \"case-%d\", \"label\": %s}".formatted(i, i % 2 == 0));
    }
    Path labels = Files.write(folder.resolve("labels.jsonl"), lines);
    int seenTrue = 0;
    int seenFalse = 0;
    try (RunningSimulator simulator =
        new RunningSimulator(
            "--labels",
            labels.toString(),
            "--marker",
            "case-[0-9]+",
            "--sensitivity",
            "0.9",
            "--specificity",
            "0.7")) {
      for (int i = 0; i < conversations; i++) {
        String content = simulator.content(question("Judge this: case-%d.".formatted(i), SOLO));
        boolean value = JSON.readTree(content).get("value").booleanValue();
        seenTrue += i % 2 == 0 && value ? 1 : 0;
        seenFalse += i % 2 == 1 && !value ? 1 : 0;
      }
    }
    // Four standard deviations of binomial counts of 1,000.
    assertThat(seenTrue).isCloseTo(900, within(38));
    assertThat(seenFalse).isCloseTo(700, within(58));
  }

  @Test
  void aVerdictIsTheSameAloneAndInACompanyOfQuestions() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lines.add(label(i, "the agent apologised", i % 2 == 0));
      lines.add(label(i, "the user was angry", i % 3 == 0));
    }
    Path labels = Files.write(folder.resolve("labels.jsonl"), lines);
    int disagreements = 0;
    int errors = 0;
    try (RunningSimulator simulator =
        new RunningSimulator(
            "--labels",
            labels.toString(),
            "--marker",
            "(case-[0-9]+)[.]",
            "--sensitivity",
            "0.8",
            "--specificity",
            "0.8")) {
      for (int i = 0; i < 100; i++) {
        JsonNode packed =
            JSON.readTree(
                simulator.content(
                    question(
                        "q1: True when the agent apologised.\nq2: True when the user was angry.\ncase-%d."
                            .formatted(i),
                        PACKED)));
        JsonNode solo =
            JSON.readTree(
                simulator.content(
                    question("True when the user was angry.\ncase-%d.".formatted(i), SOLO)));
        disagreements += packed.at("/answers/q2/value").equals(solo.get("value")) ? 0 : 1;
        errors += packed.at("/answers/q1/value").booleanValue() == (i % 2 == 0) ? 0 : 1;
        errors += packed.at("/answers/q2/value").booleanValue() == (i % 3 == 0) ? 0 : 1;
      }
    }
    assertThat(disagreements).isZero();
    assertThat(errors).isCloseTo(40, within(23));
  }

  private static String label(int conversation, String question, boolean label) {
    return "{\"marker\": \"case-%d\", \"question\": \"%s\", \"label\": %s}"
        .formatted(conversation, question, label);
  }

  @Test
  void aLineThatIsNoLabelIsAnErrorWithItsPlace() throws Exception {
    Path labels = Files.write(folder.resolve("labels.jsonl"), List.of(label(1, "q", true), "{}"));
    assertThatThrownBy(() -> new RunningSimulator("--labels", labels.toString(), "--marker", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Invalid label at %s:2: expected one JSON object".formatted(labels));
  }

  @Test
  void labelsWithoutAMarkerAreAnError() throws Exception {
    Path labels = Files.write(folder.resolve("labels.jsonl"), List.of(label(1, "q", true)));
    assertThatThrownBy(() -> new RunningSimulator("--labels", labels.toString()))
        .hasMessage(
            "Invalid options: labels need a marker, the pattern that finds their conversations");
  }
}
