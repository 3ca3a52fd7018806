package dev.assay.tests.erase;

import static dev.assay.tests.erase.ErasableHome.ERASED;
import static dev.assay.tests.erase.ErasableHome.TRACES;
import static dev.assay.tests.erase.ErasableHome.TRACES_OF_USER;
import static dev.assay.tests.erase.ErasableHome.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestHome;
import dev.assay.installation.Home;
import dev.assay.installation.RetentionSection;
import dev.assay.jobs.maintain.Retention;
import dev.assay.jobs.nightly.JobContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Erases from copies of one home. */
class EraseCommandTest {

  @TempDir private Path folder;
  private TestHome home;

  @BeforeEach
  void copy() throws IOException {
    home = ErasableHome.in(folder);
  }

  @Test
  void nothingOfAConversationIsLeftAndAllElseStays() {
    assertThat(FoundText.under(home.root(), TRACES)).hasSizeGreaterThan(10);
    Map<String, List<String>> before = ErasableHome.rowsOfOthers(home, TRACES);

    CommandRun erased = home.run("erase", "--conversation", ERASED);

    assertThat(erased.exitCode()).as(erased.errors() + erased.output()).isZero();
    assertThat(erased.output())
        .contains(
            "Erased conversation %s of organization default: 1 conversation".formatted(ERASED))
        .containsPattern("metric_evaluation_history +2 rows in 2 files")
        .containsPattern("quarantine +2 rows")
        .contains("Found nothing.")
        .contains("second.jsonl.gz");
    assertThat(FoundText.under(home.root(), TRACES)).isEmpty();
    assertThat(ErasableHome.rowsOfOthers(home, TRACES)).isEqualTo(before);
    assertThat(ErasableHome.manualResults(home))
        .containsExactly("badcab1e00badcab1e000001|", "decafbad00decafbad000001|");
    assertThat(home.number("SELECT count(*) FROM metric_evaluation_history")).isPositive();
    assertDaysAreCounted();
    assertThat(home.root().resolve("sql-history")).hasContent("SELECT 1\n(erased)\nSELECT 2\n");

    CommandRun again = home.run("erase", "--conversation", ERASED);
    assertThat(again.output())
        .isEqualToIgnoringNewLines(
            "Nothing is kept of conversation %s of organization default.".formatted(ERASED));
  }

  @Test
  void aConversationThatIsDeliveredAgainIsRefusedUntilItIsAdmitted() {
    home.run("erase", "--conversation", ERASED);
    home.deliver("third.jsonl", ErasableHome.line(ERASED, "user-1", TRACES.get(1), "again"));

    assertThat(home.nightly()).contains("erased_before 1");
    assertThat(home.rows("SELECT raw FROM quarantine WHERE reason = 'erased_before'"))
        .containsExactly("null");
    assertThat(FoundText.under(home.root(), TRACES)).isEmpty();

    assertThat(home.run("erase", "--conversation", ERASED, "--admit-again").exitCode()).isZero();
    home.deliver("fourth.jsonl", ErasableHome.line(ERASED, "user-1", TRACES.get(1), "at last"));
    home.run("ingest", home.archives().toString());
    assertThat(home.number("SELECT count(*) FROM conversation WHERE id = '%s'".formatted(ERASED)))
        .isOne();
  }

  @Test
  void nothingOfAUserIsLeftAndAllElseStays() {
    Map<String, List<String>> before = ErasableHome.rowsOfOthers(home, TRACES_OF_USER);

    CommandRun erased = home.run("erase", "--user", USER);

    assertThat(erased.exitCode()).as(erased.errors() + erased.output()).isZero();
    assertThat(erased.output())
        .contains("Erased user %s of organization default: 2 conversations".formatted(USER));
    assertThat(FoundText.under(home.root(), TRACES_OF_USER)).isEmpty();
    assertThat(ErasableHome.rowsOfOthers(home, TRACES_OF_USER)).isEqualTo(before);
  }

  @Test
  void whatIsOlderThanItsRetentionGoesAndNothingElse() {
    Optional<Integer> days = Optional.of(40);
    RetentionSection settings =
        new RetentionSection(40, days, Optional.empty(), days, Optional.of(50), days);
    try (JobContext context = home.open()) {
      Instant later = Instant.now().plus(Duration.ofDays(45));
      Retention retention = new Retention(new Home(home.root()), settings);
      List<String> unfinished = home.rows("SELECT DISTINCT run_id FROM planned_conversation");
      retention.apply(context.warehouse(), later, unfinished);
      assertThat(home.number("SELECT count(*) FROM planned_conversation")).isPositive();
      retention.apply(context.warehouse(), later, List.of());
    }

    for (String gone : List.of("planned_conversation", "metric_evaluation_history", "quarantine")) {
      assertThat(home.number("SELECT count(*) FROM " + gone)).as(gone).isZero();
    }
    for (String kept : List.of("metric_evaluation_failure", "judgement", "current_result")) {
      assertThat(home.number("SELECT count(*) FROM " + kept)).as(kept).isPositive();
    }
    assertThat(home.root().resolve("reports")).isEmptyDirectory();
  }

  @Test
  void aDryRunChangesNothing() throws IOException {
    List<String> before = files();

    CommandRun foreseen = home.run("erase", "--conversation", ERASED, "--dry-run");

    assertThat(foreseen.exitCode()).as(foreseen.errors()).isZero();
    assertThat(foreseen.output())
        .contains("Would erase conversation")
        .containsPattern("conversation +1 rows in 1 files")
        .doesNotContain("Found");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aHomeInUseIsLeftAlone() {
    try (JobContext other = home.open()) {
      CommandRun refused = home.run("erase", "--conversation", ERASED);

      assertThat(refused.exitCode()).isOne();
      assertThat(refused.errors())
          .contains("Cannot erase: a server, or another command, uses the home")
          .doesNotContain("Failed");
      assertThat(other.erased().hashes()).isEmpty();
    }
  }

  @Test
  void whatIsNotKeptIsNotErased() {
    assertThat(home.run("erase", "--user", "nobody").output())
        .isEqualToIgnoringNewLines("Nothing is kept of user nobody of organization default.");
    assertThat(home.run("erase", "--org", "other", "--conversation", ERASED).output())
        .contains("Nothing is kept of conversation");
    assertThat(home.run("erase").exitCode()).isEqualTo(2);
  }

  private void assertDaysAreCounted() {
    List<List<String>> both = ErasableHome.countedAndThere(home);
    assertThat(both.get(0)).isNotEmpty().isEqualTo(both.get(1));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(home.root().resolve("warehouse"))) {
      return all.map(file -> file + " " + file.toFile().length()).sorted().toList();
    }
  }
}
