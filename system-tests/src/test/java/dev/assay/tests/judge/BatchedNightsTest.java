package dev.assay.tests.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestHome;
import dev.assay.evaluators.judge.batch.BatchServer.End;
import dev.assay.evaluators.judge.batch.BatchServer.Fault;
import dev.assay.evaluators.judge.batch.BatchServer.Operation;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchedNightsTest {
  private static final int CONVERSATIONS = JudgedHome.CONVERSATIONS;
  private static final int METRICS = JudgedHome.METRICS;

  /** Rows of results without what differs from run to run: ids, times and the cost. */
  private static final String RESULTS =
      """
      SELECT r.* EXCLUDE (id, metric_id, run_id, created_at, updated_at, cost, replaces), m.name
      FROM current_result r JOIN metric m ON m.id = r.metric_id ORDER BY ALL""";

  private static final String COST = "SELECT sum(cost) FROM current_result";

  @TempDir Path folder;

  private final LocalJudge judge = new LocalJudge();
  private TestHome home;

  @BeforeEach
  void deliver() {
    home = JudgedHome.in(folder);
    settings("lane: batch");
  }

  @AfterEach
  void close() {
    judge.close();
  }

  @Test
  void theResultsAreThoseOfTheDirectLaneAtHalfThePrice() {
    TestHome other = JudgedHome.in(folder.resolve("direct"));
    JudgedHome.settings(other, judge, "lane: direct");
    other.nightly();
    assertThat(judge.takeRequests()).isEqualTo(CONVERSATIONS);

    String report = home.nightly();

    assertThat(home.rows(RESULTS)).hasSize(CONVERSATIONS * METRICS).isEqualTo(other.rows(RESULTS));
    assertThat(Double.parseDouble(home.rows(COST).get(0)))
        .isPositive()
        .isEqualTo(Double.parseDouble(other.rows(COST).get(0)) / 2);
    assertThat(judge.takeRequests()).as("requests of the direct lane").isZero();
    assertThat(judge.batches().created()).isEqualTo(1);
    assertThat(report).contains("judge: 12 calls, 0 answers reused, 1,200 tokens read");
    assertThat(home.rows("SELECT call_end, count(*), count(latency_ms) FROM judgement GROUP BY 1"))
        .containsExactly("answered|12|0");

    home.nightly();
    assertThat(judge.batches().created()).isEqualTo(1);
    home.nightly("--lane", "direct");
    assertThat(judge.takeRequests()).isZero();
  }

  @Test
  void aRunThatIsNotToWaitIsGoneOnWithByTheNextCommand() {
    judge.batches().hold(true);

    String first = home.nightly("--no-wait");
    assertThat(first).contains("is incomplete: it waits for its batches");
    assertThat(current()).isZero();
    home.nightly("--no-wait");
    judge.batches().hold(false);
    String last = home.nightly();

    assertThat(last).contains("36 planned = 36 scored");
    assertThat(judge.batches().created()).isEqualTo(1);
    assertThat(current()).isEqualTo(CONVERSATIONS * METRICS);
  }

  @Tag("thorough")
  @Test
  void aRunThatHasWaitedLongEnoughEndsWithOne() {
    settings("lane: batch, batch: {poll_every: 10ms, wait: 50ms}");
    judge.batches().hold(true);

    CommandRun run = home.run("nightly");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).contains("is incomplete: it waits for its batches");
    assertThat(run.errors()).contains("… waiting for batches");
  }

  @Test
  void theDirectLaneTakesOverWhatNoBatchHas() {
    judge.batches().hold(true);
    judge.batches().next(Operation.UPLOAD, Fault.NOT_FOUND);
    CommandRun refused = home.run("nightly");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.errors()).contains("use --lane direct");

    home.nightly("--lane", "direct");

    assertThat(judge.batches().created()).isZero();
    assertThat(judge.takeRequests()).isEqualTo(CONVERSATIONS);
    assertThat(current()).isEqualTo(CONVERSATIONS * METRICS);
  }

  @Tag("thorough")
  @Test
  void theDirectLaneWaitsForWhatIsPaidForAlready() {
    judge.batches().hold(true);
    home.nightly("--no-wait");
    judge.batches().hold(false);

    home.nightly("--lane", "direct");

    assertThat(judge.batches().created()).isEqualTo(1);
    assertThat(judge.takeRequests()).isZero();
    assertThat(current()).isEqualTo(CONVERSATIONS * METRICS);
  }

  @Tag("thorough")
  @Test
  void aBudgetEndsWhatIsSubmittedAndTheNextRunGoesOn() {
    settings("lane: batch, budget: {calls: 5}");

    String first = home.nightly();

    assertThat(judge.batches().requests()).isEqualTo(5);
    assertThat(first)
        .contains("21 evaluations are carried over (budget_ended)")
        .contains("7 left of Metric 0 version 1");
    settings("lane: batch");
    home.nightly();
    assertThat(judge.batches().requests()).isEqualTo(CONVERSATIONS);
    assertThat(judge.batches().repeated()).isZero();
    assertThat(current()).isEqualTo(CONVERSATIONS * METRICS);
    assertThat(judge.takeRequests()).isZero();
  }

  @Tag("thorough")
  @Test
  void anAnswerThatCannotBeUsedIsMendedInTheNextBatch() {
    judge.answerInBatches(
        request ->
            request.contains("hello 3") && !request.contains("\"assistant\"")
                ? judge.completionOf("{}").replace("\\\"answers\\\"", "\\\"nothing\\\"")
                : judge.completionOf(request));

    home.nightly();

    assertThat(judge.batches().inputs().stream().map(input -> input.lines().count()))
        .containsExactly((long) CONVERSATIONS, 1L);
    assertThat(current()).isEqualTo(CONVERSATIONS * METRICS);
    assertThat(home.rows("SELECT count(*) FROM judgement"))
        .containsExactly(String.valueOf(CONVERSATIONS + 1));
  }

  @Tag("thorough")
  @Test
  void whatAnExpiredBatchDidNotAnswerIsLeftToTheNextRun() {
    judge.batches().endWith(End.EXPIRED, 4);

    CommandRun first = home.run("nightly");

    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.output())
        .contains("24 evaluations are carried over (batch_expired)")
        .contains("8 requests of batch 1 were not made, and cost nothing")
        .contains("judge: 4 calls");
    judge.batches().endWith(End.COMPLETED, CONVERSATIONS);
    home.nightly();
    assertThat(judge.batches().repeated()).isZero();
    assertThat(current()).isEqualTo(CONVERSATIONS * METRICS);
  }

  @Test
  void everythingThatIsWrongWithTheSettingsOfBatchesIsSaidAtOnce() {
    settings("lane: slow, batch: {max_requests: 0, wait: long, price_factor: 2, size: 1}");

    assertThat(home.run("nightly").errors().lines().toList())
        .anyMatch(line -> line.contains("'judge.lane' is slow; it must be one of [batch, direct]"))
        .anyMatch(line -> line.contains("'judge.batch.max_requests' is 0"))
        .anyMatch(line -> line.contains("'judge.batch.wait' is long"))
        .anyMatch(line -> line.contains("'judge.batch.price_factor' is 2"))
        .anyMatch(line -> line.contains("unknown setting 'judge.batch.size'"));
  }

  private int current() {
    return Integer.parseInt(home.rows("SELECT count(*) FROM current_result").get(0));
  }

  private void settings(String lane) {
    JudgedHome.settings(home, judge, lane);
  }
}
