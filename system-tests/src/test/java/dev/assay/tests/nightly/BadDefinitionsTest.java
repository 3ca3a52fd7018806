package dev.assay.tests.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.results.AssayTable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with definitions and settings is said before work starts, all of it. */
class BadDefinitionsTest {

  @TempDir Path folder = Path.of("target");
  private TestHome home = new TestHome(Path.of("target", "unused-home"));

  @BeforeEach
  void deliver() {
    home = new TestHome(folder);
    home.deliver("day.jsonl", TestConversation.of(1).user("one").line());
  }

  @Test
  void everyBadMetricIsListedWithItsFileAndLine() {
    home.metrics(
        TestHome.metric("Fine", "boolean", "true"),
        TestHome.metric("Syntax", "boolean", "conversation.messages.exists(m, m.text =="),
        TestHome.metric("Field", "boolean", "conversation.mood == 'good'"),
        TestHome.metric("Type", "boolean", "conversation.messages.size()"),
        TestHome.metric("Bounds", "numerical, lower_bound: 5, upper_bound: 1", "1"),
        TestHome.metric("Fine", "boolean", "false"));

    CommandRun run = home.run("nightly");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors())
        .contains("Invalid metric files, nothing was applied; 5 problems:")
        .contains("metrics.yaml:17: Invalid expression: ")
        .contains("metrics.yaml:25: Invalid expression: there is no field 'mood'")
        .contains("metrics.yaml:33: Invalid expression: it gives a number")
        .contains("metrics.yaml:36: Invalid bounds 5.0 to 1.0")
        .contains("metrics.yaml:42: Duplicate metric 'Fine'");
    nothingWasDone();
  }

  @Test
  void everyBadSettingIsListedWithItsFileAndLine() {
    home.metrics(TestHome.metric("Fine", "boolean", "true"));
    home.settings(
        """
        archives: [archives]
        metrics: metrics.yaml
        catch_up: soon
        max_attempts: 0
        wave_conversations: many
        speed: fast
        spark: none
        """);

    CommandRun run = home.run("nightly");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors().lines())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("assay.yaml:3: ").contains("Invalid catch-up 'soon'"),
            line -> assertThat(line).contains("assay.yaml:4: ").contains("'max_attempts' is 0"),
            line ->
                assertThat(line)
                    .contains("assay.yaml:5: ")
                    .contains("'wave_conversations' is many"),
            line -> assertThat(line).contains("assay.yaml:6: ").contains("unknown setting 'speed'"),
            line ->
                assertThat(line)
                    .contains("assay.yaml:7: ")
                    .contains("Invalid 'spark': it must be a mapping"));
    assertThat(home.root()).doesNotExist();
  }

  @Test
  void settingsThatAreNoYamlOrAreAbsentAreSaid() {
    home.settings("archives: [archives\nmetrics: x");
    CommandRun broken = home.run("nightly");
    assertThat(broken.exitCode()).isEqualTo(2);
    assertThat(broken.errors()).contains("assay.yaml:2: Invalid YAML");

    CommandRun absent =
        CommandRun.of("nightly", "--home", home.root().toString(), "--settings", "gone.yaml");
    assertThat(absent.exitCode()).isEqualTo(2);
    assertThat(absent.errors()).contains("gone.yaml: no such file");
    assertThat(home.root()).doesNotExist();
  }

  @Test
  void wrongUsageIsSaid() {
    home.metrics(TestHome.metric("Fine", "boolean", "true"));
    CommandRun catchUp = home.run("nightly", "--catch-up", "soon");
    assertThat(catchUp.exitCode()).isEqualTo(2);
    assertThat(catchUp.errors()).contains("Invalid catch-up 'soon'");
    CommandRun option = home.run("nightly", "--archives", "x");
    assertThat(option.exitCode()).isEqualTo(2);
    assertThat(option.errors()).contains("Unknown option").contains("--archive");
    CommandRun metrics = home.run("nightly", "--metrics", folder.resolve("gone").toString());
    assertThat(metrics.exitCode()).isEqualTo(2);
    assertThat(metrics.errors()).contains("gone");
    nothingWasDone();
  }

  private void nothingWasDone() {
    if (!Files.exists(home.root())) {
      return;
    }
    for (AssayTable table : AssayTable.values()) {
      assertThat(home.number("SELECT count(*) FROM " + table.label())).as(table.label()).isZero();
    }
    try (JobContext context = home.open()) {
      assertThat(context.metrics().listAll("default")).isEmpty();
      assertThat(context.runs().incomplete()).isEmpty();
    }
  }
}
