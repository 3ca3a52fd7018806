package dev.assay.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.ledger.admission.Caps;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
  @TempDir Path folder;

  @Test
  void anEmptyFileGivesWhatIsUsual() throws IOException {
    Settings settings = SettingsFile.read(file("# nothing but a comment"), folder);

    assertThat(settings.org()).isEqualTo("default");
    assertThat(settings.judge()).isNull();
    assertThat(settings.evaluators()).isEmpty();
  }

  @Test
  void everyProblemIsToldWithItsLineAndInTheirOrder() throws IOException {
    assertThat(
            problems(
                """
                org: 5
                max_attempts: 1.0
                org: acme
                unknown:
                retention: forever
                judge:
                  seed: 1.5
                  batch: {wait: 1d, size: 3}
                  url: "http://user:secret@host/v1"
                7: x
                """))
        .containsExactly(
            "assay.yaml:1: 'org' is 5; it must be a text",
            "assay.yaml:2: 'max_attempts' is 1.0; it must be a whole number from 1 to 100",
            "assay.yaml:3: Duplicate key 'org' in a file of settings: line 1 has it already; remove"
                + " one",
            "assay.yaml:4: unknown setting 'unknown'; known are [archives, catalog, catch_up, judge,"
                + " max_attempts, metrics, org, retention, server, spark, views,"
                + " wave_conversations]",
            "assay.yaml:5: Invalid 'retention': it must be a mapping of keys to values",
            "assay.yaml:7: the section judge needs 'model', such as the model's name",
            "assay.yaml:7: 'judge.seed' is 1.5; it must be a whole number from %d to %d"
                .formatted(Long.MIN_VALUE, Long.MAX_VALUE),
            "assay.yaml:8: 'judge.batch.wait' is 1d; it must be a time such as 60s or 10m",
            "assay.yaml:8: unknown setting 'judge.batch.size'; known are [max_megabytes,"
                + " max_requests, poll_every, price_factor, wait]",
            "assay.yaml:10: Invalid key in a file of settings: it must be text; write it in quotes");
  }

  @Test
  void whatIsNoFileOfSettingsIsTold() throws IOException {
    assertThat(problems("org: a\n---\norg: b\n"))
        .containsExactly("assay.yaml:3: Invalid YAML: it holds several documents; keep one");
    assertThat(problems("[org]"))
        .containsExactly(
            "assay.yaml:1: Invalid file of settings: it must be a mapping of keys to values");
    assertThat(problems("org: a\norg: [b\n")).singleElement().asString().contains("Invalid YAML");
    assertThatThrownBy(() -> SettingsFile.read(folder.resolve("gone.yaml"), folder))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage(folder.resolve("gone.yaml") + ": no such file");
  }

  @Test
  void aBudgetOfACommandIsBoundAsThatOfTheSettings() {
    assertThat(
            BudgetSection.of(Map.of("calls", new BigDecimal("12"), "cost", new BigDecimal("2.5"))))
        .isEqualTo(new Caps(12L, null, 2_500_000_000L));
    assertThatThrownBy(
            () ->
                BudgetSection.of(
                    Map.of("tokens", new BigDecimal("1.5"), "euros", new BigDecimal("1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid budget: 'budget.tokens' is 1.5; it must be a whole number from 0 to %d;"
                    .formatted(Long.MAX_VALUE)
                + " unknown setting 'budget.euros'; known are [calls, cost, tokens]");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("assay.yaml"), text);
  }

  private List<String> problems(String text) throws IOException {
    Path file = file(text);
    InvalidSettings invalid =
        catchThrowableOfType(InvalidSettings.class, () -> SettingsFile.read(file, folder));
    return String.valueOf(invalid.getMessage()).replace(folder + "/", "").lines().toList();
  }
}
