package dev.assay.evaluators.judge.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.batch.BatchDrafts;
import dev.assay.evaluators.batch.BatchedKey;
import dev.assay.evaluators.judge.batch.BatchServer.Answer;
import dev.assay.evaluators.judge.batch.BatchServer.End;
import dev.assay.evaluators.judge.batch.BatchServer.Fault;
import dev.assay.evaluators.judge.batch.BatchServer.Operation;
import dev.assay.ledger.LedgerPlace;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.store.Spend;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of batches that end otherwise than they should, wherever the ledger is kept. */
abstract class BatchEndsContract {
  @TempDir Path home;

  private BatchRun on;

  /**
   * Where this test's ledger is kept.
   *
   * @param home a folder that it may use
   */
  abstract LedgerPlace place(Path home);

  @BeforeEach
  void start() {
    on = new BatchRun(home, place(home));
  }

  @AfterEach
  void stop() {
    on.close();
  }

  @Test
  void aCallThatCameBackIsReadOnceAndItsAnswerKept() {
    on.draft("small", 0, 1);
    on.run();

    try (BatchDrafts drafts = on.drafts(BatchRun.LIMITS, Caps.NONE)) {
      drafts.begin();
      BatchedKey.Replied replied = BatchRun.replied(drafts.look(Set.of(BatchRun.key(0))));
      assertThat(replied.request()).isEqualTo(BatchRun.body(0));
      assertThat(replied.answer()).isEqualTo(BatchRun.good().body());
      assertThat(replied.usage()).isEqualTo(new Usage(10, 2, 26));
      drafts.settle(
          replied,
          BatchRun.call("small", 0),
          Map.of(BatchRun.key(0), new Entry.Answer("{}", replied.usage())));
      drafts.commit();
      drafts.begin();
      assertThat(drafts.look(Set.of(BatchRun.key(0))))
          .isEqualTo(
              Map.of(
                  BatchRun.key(0), new BatchedKey.Known(new Entry.Answer("{}", replied.usage()))));
    }
    assertThat(on.store.calls(BatchRun.RUN, 0, 10))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.end()).isEqualTo("answered");
              assertThat(call.request()).isEqualTo(BatchRun.body(0));
              assertThat(call.answer()).isEqualTo(BatchRun.good().body());
              assertThat(call.latencyMillis()).isNull();
            });
    assertThat(on.store.spend(BatchRun.RUN).answers()).isEqualTo(1);
  }

  @Test
  void requestsOfAnExpiredBatchThatWereNotMadeCostNothing() {
    on.server.endWith(End.EXPIRED, 1);
    on.draft("small", 0, 3);

    on.run();

    assertThat(on.spend()).isEqualTo(new Spend(1, new Usage(10, 2, 26)));
    assertThat(on.leftOver)
        .containsExactly(
            "batch_expired: 2 requests of batch 1 were not made, and cost nothing: the batch has"
                + " expired");
    assertThat(on.look(1)).isEqualTo(Map.of(BatchRun.key(1), new BatchedKey.GivenUp()));
  }

  @Test
  void whatACancelledBatchDoesNotNameWasNotMade() {
    on.server.endWith(End.CANCELLED, 2);
    on.draft("small", 0, 3);

    on.run();

    assertThat(on.spend().calls()).isEqualTo(2);
    assertThat(on.leftOver).singleElement().asString().startsWith("batch_cancelled: 1 requests");
  }

  @Test
  void aBatchThatFailsIsReportedInTheServersWords() {
    on.server.endWith(End.FAILED, 0);
    on.draft("small", 0, 3);

    on.run();

    assertThat(on.spend()).isEqualTo(Spend.NONE);
    assertThat(on.leftOver)
        .containsExactly(
            "batch_failed: 3 requests of batch 1 were not made, and cost nothing: the batch has"
                + " failed: token_limit_exceeded Enqueued token limit reached");
  }

  @Test
  void whatACompletedBatchDoesNotNameCountsAsSpent() {
    on.server.leaveOut(1);
    on.draft("small", 0, 3);

    on.run();

    assertThat(on.spend()).isEqualTo(new Spend(3, new Usage(20, 4, 52).plus(BatchRun.BOUND)));
    assertThat(on.leftOver).singleElement().asString().startsWith("batch_lost: 1 requests");
    assertThat(on.store.calls(BatchRun.RUN, 0, 10))
        .extracting(call -> call.end())
        .containsExactly("lost");
  }

  @Test
  void aBatchThatTheServerHasForgottenCountsAsSpent() {
    on.draft("small", 0, 3);
    try (BatchLane lane = on.lane()) {
      lane.submit();
    }
    on.server.forget();

    on.run();

    assertThat(on.spend())
        .isEqualTo(new Spend(3, BatchRun.BOUND.plus(BatchRun.BOUND).plus(BatchRun.BOUND)));
    assertThat(on.leftOver).singleElement().asString().startsWith("batch_lost: batch 1");
  }

  @Test
  void aRequestThatFailedWithoutSayingWhatItUsedCountsWithItsBound() {
    on.answer(new Answer(500, "{}"));
    on.draft("small", 0, 1);

    on.run();

    assertThat(on.spend()).isEqualTo(new Spend(1, BatchRun.BOUND));
  }

  @Test
  void aFileThatBreaksOffIsReadAgainAndCountsOnce() {
    on.draft("small", 0, 3);
    on.server.next(Operation.CONTENT, Fault.CUT, Fault.ERROR);

    on.run();

    assertThat(on.server.seen(Operation.CONTENT)).isEqualTo(3);
    assertThat(on.spend()).isEqualTo(new Spend(3, new Usage(30, 6, 78)));
  }

  @Test
  void collectingGoesOnWhereACrashLeftIt() {
    on.draft("small", 0, 3);
    on.server.next(Operation.CONTENT, Fault.CUT, Fault.CUT, Fault.CUT);

    assertThatThrownBy(on::run)
        .isInstanceOf(BatchFailed.class)
        .hasMessageContaining("the same command goes on");
    Spend early = on.spend();
    on.run();

    assertThat(early.calls()).isBetween(1L, 2L);
    assertThat(on.spend()).isEqualTo(new Spend(3, new Usage(30, 6, 78)));
  }

  @Test
  void theBudgetEndsWhatIsDraftedAndIsFreedByWhatIsCollected() {
    Caps caps = new Caps(null, null, 3 * BatchRun.BOUND.costNanos());
    assertThat(on.draft(BatchRun.LIMITS, caps, "small", 0, 5)).isEqualTo(3);
    assertThat(on.store.spend(BatchRun.RUN).refusalCode()).isEqualTo("budget_ended");
    assertThat(on.store.spend(BatchRun.RUN).refusalMessage())
        .contains("spent or reserved for calls under way");
    assertThat(on.draft(BatchRun.LIMITS, caps, "small", 3, 1)).isZero();

    on.run();

    assertThat(on.draft(BatchRun.LIMITS, caps, "small", 3, 2)).isEqualTo(2);
  }

  @Test
  void theKeyIsInNothingThatIsKeptOrSaid() {
    on.answer(new Answer(400, "{\"error\":{\"message\":\"bad key %s\"}}".formatted(BatchRun.KEY)));
    on.draft("small", 0, 1);

    on.run();

    BatchedKey.Replied replied = BatchRun.replied(on.look(0));
    assertThat(replied.answer()).contains("bad key [key]").doesNotContain(BatchRun.KEY);
  }
}
