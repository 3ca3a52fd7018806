package dev.assay.tests.nightly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.catalog.Actor;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.installation.run.RunInputs;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.nightly.RunProgress;
import dev.assay.jobs.nightly.Runner;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Five nights of one home: each evaluates exactly what is new to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IncrementalTest {

  private static final String A = "a".repeat(24);
  private static final String B = "b".repeat(24);

  private static final String COUNT =
      TestHome.metric("Count", TestHome.NUMBER, "conversation.messages.size()");
  private static final String COUNT_2 =
      TestHome.metric("Count", TestHome.NUMBER, "conversation.user_messages.size()");
  private static final String OF_A = ofService(A);
  private static final String SHORT_LIVED = TestHome.metric("Short-lived", "boolean", "true");
  private static final String LATER =
      TestHome.metric("Later", "boolean", "conversation.messages.size() > 2");
  private static final String LATER_2 =
      TestHome.metric("Later", "boolean", "conversation.messages.size() > 5");

  private static final String CURRENT =
      """
      SELECT m.name, r.metric_version, right(r.conversation_id, 2), r.source_type,
        coalesce(r.result_numerical::VARCHAR, r.result_boolean::VARCHAR)
      FROM current_result r JOIN metric m ON m.id = r.metric_id ORDER BY ALL""";

  private static final String CURRENT_IDS = "SELECT id FROM current_result ORDER BY id";

  private final Set<String> knownRuns = new HashSet<>();

  private TestHome home = new TestHome(Path.of("target", "unused-home"));
  private List<String> firstNight = List.of();
  private List<String> secondNight = List.of();
  private List<String> thirdNight = List.of();
  private List<String> fourthNight = List.of();
  private List<String> fifthNight = List.of();
  private List<String> afterFirst = List.of();
  private List<String> beforeMaintenance = List.of();
  private List<String> replacingBeforeMaintenance = List.of();
  private List<String> afterMaintenance = List.of();
  private List<String> historyAfterMaintenance = List.of();
  private List<String> afterSecond = List.of();
  private List<String> afterThird = List.of();
  private String resumed = "";

  @BeforeAll
  void liveThroughFiveNights(@TempDir Path folder) {
    home = new TestHome(folder);
    home.metrics(COUNT, OF_A, SHORT_LIVED);
    home.deliver(
        "1.jsonl",
        TestConversation.of(1).service(A).user("one").agent("two").line(),
        TestConversation.of(2).service(B).user("one").agent("two").line(),
        TestConversation.of(3).service(A).user("one").unfinished().line(),
        TestConversation.of(4).simulation("run", "test", 0).user("one").agent("two").line(),
        TestConversation.of(5).service(B).user("one").agent("two").line());
    home.nightly();
    firstNight = newCells();
    afterFirst = home.rows(CURRENT);

    delete("Short-lived");
    home.metrics(tagged(COUNT), OF_A, LATER);
    home.deliver(
        "2.jsonl",
        TestConversation.of(1).service(A).user("one").agent("edited").line(),
        TestConversation.of(2).service(B).user("one").agent("two").user("late").line(),
        TestConversation.of(3).service(A).user("one").line(),
        TestConversation.of(14)
            .simulation("run", "test", 0)
            .user("one")
            .agent("two")
            .user("three")
            .line());
    stopBeforeMaintenance();
    beforeMaintenance = home.rows(CURRENT_IDS);
    replacingBeforeMaintenance =
        home.rows("SELECT id FROM metric_evaluation_result WHERE replaces IS NOT NULL");
    resumed = home.nightly();
    secondNight = newCells();
    afterMaintenance = home.rows(CURRENT_IDS);
    afterSecond = home.rows(CURRENT);
    historyAfterMaintenance =
        home.rows(
            """
            SELECT m.name, right(h.conversation_id, 2), right(s.conversation_id, 2),
              h.superseded_at = s.created_at, h.run_id <> s.run_id, s.replaces
            FROM metric_evaluation_history h JOIN metric m ON m.id = h.metric_id
            JOIN metric_evaluation_result s ON s.id = h.superseded_by ORDER BY ALL""");

    home.metrics(COUNT_2, OF_A, LATER);
    home.deliver("3.jsonl", TestConversation.of(2).service(B).user("one").agent("two").line());
    home.nightly();
    thirdNight = newCells();
    afterThird = home.rows(CURRENT);

    home.metrics(COUNT_2, ofService(B), LATER_2);
    home.deliver("4.jsonl", TestConversation.of(6).service(B).user("one").line());
    home.nightly("--catch-up", "0d");
    fourthNight = newCells();

    home.nightly();
    fifthNight = newCells();
  }

  @Test
  void theFirstNightEvaluatesWhatIsFinishedAgainstTheMetricsOfItsService() {
    assertThat(firstNight)
        .containsExactly(
            "Count|1|01|post-session",
            "Count|1|02|post-session",
            "Count|1|04|simulation",
            "Count|1|05|post-session",
            "Of a service|1|01|post-session",
            "Short-lived|1|01|post-session",
            "Short-lived|1|02|post-session",
            "Short-lived|1|04|simulation",
            "Short-lived|1|05|post-session");
    assertThat(afterFirst).hasSameSizeAs(firstNight).contains("Count|1|01|post-session|2.0");
  }

  @Test
  void anEditALateMessageAResumedConversationAndANewMetricAreExactlyWhatTheSecondNightEvaluates() {
    assertThat(secondNight)
        .containsExactly(
            "Count|1|01|post-session",
            "Count|1|02|post-session",
            "Count|1|03|post-session",
            "Count|1|14|simulation",
            "Later|1|01|post-session",
            "Later|1|02|post-session",
            "Later|1|03|post-session",
            "Later|1|05|post-session",
            "Later|1|14|simulation",
            "Of a service|1|01|post-session",
            "Of a service|1|03|post-session");
  }

  @Test
  void whatIsReplacedIsHiddenBeforeMaintenanceAndAfterItAlike() {
    assertThat(afterSecond)
        .contains(
            "Count|1|01|post-session|2.0",
            "Count|1|02|post-session|3.0",
            "Count|1|03|post-session|1.0",
            "Count|1|05|post-session|2.0",
            "Count|1|14|simulation|3.0")
        .doesNotContain("Count|1|02|post-session|2.0", "Count|1|04|simulation|2.0")
        .doesNotHaveDuplicates();
    assertThat(afterMaintenance).isEqualTo(beforeMaintenance);
  }

  @Test
  void maintenanceKeepsWhatIsReplacedWithItsSuccessorAndClearsTheMarks() {
    assertThat(replacingBeforeMaintenance).hasSize(4);
    assertThat(historyAfterMaintenance)
        .containsExactly(
            "Count|01|01|true|true|null",
            "Count|02|02|true|true|null",
            "Count|04|14|true|true|null",
            "Of a service|01|01|true|true|null");
    assertThat(
            home.rows(
                "SELECT h.id FROM metric_evaluation_history h"
                    + " JOIN metric_evaluation_result r ON r.id = h.id"))
        .isEmpty();
    assertThat(resumed).contains("4 superseded results moved to the history");
  }

  @Test
  void aDeletedMetricIsNotPlannedButItsResultsStay() {
    assertThat(secondNight).noneMatch(cell -> cell.startsWith("Short-lived"));
    assertThat(afterThird).filteredOn(row -> row.startsWith("Short-lived")).hasSize(4);
  }

  @Test
  void anOldCopyDeliveredLateRevertsNothing() {
    assertThat(thirdNight).noneMatch(cell -> cell.startsWith("Count|1"));
    assertThat(home.rows("SELECT len(messages) FROM conversation WHERE right(id, 2) = '02'"))
        .containsExactly("3");
    assertThat(
            home.rows("SELECT accepted, superseded FROM archive_file WHERE path LIKE '%3.jsonl'"))
        .containsExactly("0|1");
  }

  @Test
  void aNewVersionTakesInWhatWasIngestedInTheCatchUpWindow() {
    assertThat(thirdNight)
        .containsExactly(
            "Count|2|01|post-session",
            "Count|2|02|post-session",
            "Count|2|03|post-session",
            "Count|2|05|post-session",
            "Count|2|14|simulation");
    assertThat(afterThird)
        .contains("Count|1|02|post-session|3.0", "Count|2|02|post-session|2.0")
        .hasSize(afterMaintenance.size() + 5);
  }

  @Test
  void aNewVersionOutsideTheCatchUpWindowAndANewServiceTakeInOnlyWhatIsNew() {
    assertThat(fourthNight)
        .containsExactly(
            "Count|2|06|post-session", "Later|2|06|post-session", "Of a service|1|06|post-session");
  }

  @Test
  void aNightWithoutAnythingNewEvaluatesNothing() {
    assertThat(fifthNight).isEmpty();
  }

  @Test
  void everyPlannedCellEndedInOneResult() {
    assertThat(
            home.number(
                """
                SELECT count(*) FROM planned_cell p LEFT JOIN (
                  SELECT run_id, metric_id, metric_version, conversation_id
                  FROM metric_evaluation_result UNION ALL
                  SELECT run_id, metric_id, metric_version, conversation_id
                  FROM metric_evaluation_history) r
                USING (run_id, metric_id, metric_version, conversation_id)
                WHERE r.run_id IS NULL"""))
        .isZero();
    assertThat(home.number("SELECT sum(planned) - sum(scored) FROM evaluation_run")).isZero();
  }

  /** The cells that runs planned since this was last asked. */
  private List<String> newCells() {
    List<String> cells =
        home.rows(
            """
            SELECT m.name, p.metric_version, right(p.conversation_id, 2), p.source_type
            FROM planned_cell p JOIN metric m ON m.id = p.metric_id
            WHERE p.run_id NOT IN (%s) ORDER BY ALL"""
                .formatted(
                    knownRuns.isEmpty() ? "''" : "'" + String.join("', '", knownRuns) + "'"));
    knownRuns.addAll(home.rows("SELECT id FROM evaluation_run"));
    return cells;
  }

  /** A run that stops after its evaluations are committed, as a crash would stop it. */
  private void stopBeforeMaintenance() {
    assertThat(home.run("metrics apply", home.metricFile().toString()).exitCode()).isZero();
    RunProgress stopping =
        new RunProgress() {
          @Override
          public void step(String what) {
            if (what.startsWith("maintaining")) {
              throw new IllegalStateException("stopped by the test");
            }
          }

          @Override
          public void cells(long done, long total) {}

          @Override
          public void note(String line) {}
        };
    try (JobContext context = home.open()) {
      RunInputs inputs =
          new RunInputs(List.of(home.archives().toString()), Optional.of(7.0), 3, 100_000);
      assertThatThrownBy(() -> new Runner(context, stopping).run("nightly", "default", inputs))
          .isInstanceOf(Runner.RunFailed.class)
          .hasMessageContaining("stopped by the test")
          .hasMessageContaining("the same command goes on with it");
    }
  }

  private void delete(String metric) {
    try (JobContext context = home.open()) {
      String id = context.metrics().findByName("default", metric).orElseThrow().id();
      context.metrics().delete("default", id, new Actor("default", "test"));
    }
  }

  private static String ofService(String service) {
    return TestHome.metric("Of a service", "boolean", service, "conversation.messages.size() > 0");
  }

  private static String tagged(String metric) {
    return metric.replace("description:", "tags: {team: blue}\n    description:");
  }
}
