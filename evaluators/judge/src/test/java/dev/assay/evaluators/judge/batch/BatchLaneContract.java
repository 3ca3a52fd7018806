package dev.assay.evaluators.judge.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.evaluators.Usage;
import dev.assay.evaluators.batch.Batch;
import dev.assay.evaluators.batch.BatchDraft;
import dev.assay.evaluators.batch.BatchDrafts;
import dev.assay.evaluators.batch.BatchLimits;
import dev.assay.evaluators.judge.batch.BatchServer.Fault;
import dev.assay.evaluators.judge.batch.BatchServer.Operation;
import dev.assay.ledger.LedgerPlace;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.store.Spend;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How batches are submitted and collected, wherever the ledger is kept. */
abstract class BatchLaneContract {
  @TempDir Path home;

  private BatchRun on;

  /** Where this test's ledger is kept; a folder that it may use. */
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
  void callsGoIntoBatchesOfTheirModelAndOfTheirSize() {
    on.draft("small", 0, 7);
    on.draft("large", 7, 1);

    on.run();

    assertThat(on.register().all())
        .extracting(Batch::model, Batch::calls, Batch::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("small", 3L, Batch.State.COLLECTED),
            org.assertj.core.groups.Tuple.tuple("small", 3L, Batch.State.COLLECTED),
            org.assertj.core.groups.Tuple.tuple("small", 1L, Batch.State.COLLECTED),
            org.assertj.core.groups.Tuple.tuple("large", 1L, Batch.State.COLLECTED));
    assertThat(on.server.created()).isEqualTo(4);
    assertThat(on.server.requests()).isEqualTo(8);
    assertThat(on.spend()).isEqualTo(new Spend(8, new Usage(80, 16, 8 * 26)));
    assertThat(on.progress).last().isEqualTo("8/8");
    assertThat(on.server.kept()).as("files with conversations in them").isZero();
  }

  @Test
  void aBatchEndsAtItsBytesToo() {
    String frame =
        "{\"custom_id\":\"%24s\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":%s}\n";
    long one = frame.formatted("", BatchRun.body(0)).length();
    on.draft(new BatchLimits(100, 2 * one + 1), Caps.NONE, "small", 0, 5);

    on.run();

    assertThat(on.register().all()).extracting(Batch::calls).containsExactly(2L, 2L, 1L);
    assertThat(on.register().all()).extracting(Batch::bytes).containsExactly(2 * one, 2 * one, one);
  }

  @Test
  void aBatchWhoseCreationWasNotAnsweredIsFoundAndNotCreatedAgain() {
    on.draft("small", 0, 9);
    on.server.next(Operation.CREATE, Fault.LOST, Fault.LOST, Fault.LOST);

    on.run();

    assertThat(on.server.created()).isEqualTo(3);
    assertThat(on.server.seen(Operation.CREATE)).isEqualTo(3);
    assertThat(on.server.repeated()).isZero();
  }

  @Test
  void aBatchThatTheServerDidNotGetIsCreatedOnceItIsKnownThatItDidNot() {
    on.draft("small", 0, 1);
    on.server.next(Operation.CREATE, Fault.BROKEN, Fault.ERROR);

    on.run();

    assertThat(on.server.seen(Operation.LIST)).isEqualTo(6);
    assertThat(on.server.created()).isEqualTo(1);
  }

  @Test
  void whoFindsABatchThatWasAboutToBeCreatedLooksForItOnAllPagesFirst() {
    on.draft("small", 0, 9);
    try (BatchLane lane = on.lane()) {
      lane.submit();
    }
    // As if each process had died before it heard of the creation.
    on.register().all().forEach(batch -> on.register().creating(batch));

    try (BatchLane lane = on.lane()) {
      lane.submit();
    }

    assertThat(on.server.created()).isEqualTo(3);
    assertThat(on.server.seen(Operation.CREATE)).isEqualTo(3);
    assertThat(on.server.seen(Operation.LIST)).isGreaterThan(3);
    assertThat(on.register().all()).extracting(Batch::state).containsOnly(Batch.State.CREATED);
  }

  @Test
  void nothingIsCreatedWhileNobodyKnowsWhetherItWas() {
    on.draft("small", 0, 1);
    on.server.next(Operation.CREATE, Fault.LOST);
    on.server.next(Operation.LIST, Fault.ERROR, Fault.ERROR, Fault.ERROR);

    assertThatThrownBy(on::run)
        .isInstanceOf(BatchFailed.class)
        .hasMessageStartingWith("Cannot see whether a batch was created before: ")
        .hasMessageContaining("not created again until that is known");
    assertThat(on.server.created()).isEqualTo(1);

    on.run();
    assertThat(on.server.created()).isEqualTo(1);
    assertThat(on.server.seen(Operation.CREATE)).isEqualTo(1);
  }

  @Test
  void anEndpointWithoutBatchesIsSaidAndWhatWasDraftedMayBeTakenBack() {
    on.draft("small", 0, 2);
    on.server.next(Operation.UPLOAD, Fault.NOT_FOUND);

    assertThatThrownBy(on::run)
        .isInstanceOf(BatchFailed.class)
        .hasMessageContaining("/v1/files")
        .hasMessageContaining("use --lane direct");

    try (BatchLane lane = on.lane()) {
      lane.withdraw();
    }
    assertThat(on.register().all()).isEmpty();
    try (BatchDrafts drafts = on.drafts(BatchRun.LIMITS, new Caps(1L, null, null))) {
      drafts.begin();
      assertThat(drafts.look(Set.of(BatchRun.key(0), BatchRun.key(1)))).isEmpty();
      assertThat(
              drafts.add(
                  new BatchDraft(BatchRun.call("small", 0), BatchRun.BOUND, BatchRun.body(0), 1)))
          .isTrue();
    }
  }

  @Test
  void aRefusedCreationIsNoCreation() {
    on.draft("small", 0, 1);
    on.server.next(Operation.CREATE, Fault.NOT_FOUND);

    assertThatThrownBy(on::run)
        .isInstanceOf(BatchFailed.class)
        .hasMessageStartingWith("Cannot create a batch: ");
    assertThat(on.register().all()).extracting(Batch::state).containsExactly(Batch.State.UPLOADED);

    on.run();
    assertThat(on.server.created()).isEqualTo(1);
    assertThat(on.server.seen(Operation.LIST)).isZero();
  }

  @Test
  void aRunWaitsAsLongAsItIsToldTo() {
    on.draft("small", 0, 4);
    on.server.hold(true);
    try (BatchLane lane = on.lane()) {
      lane.submit();
      assertThat(lane.poll()).isFalse();
    }
    assertThat(on.clock.get()).isEqualTo(Duration.ofMinutes(10).toNanos());
    assertThat(on.progress).hasSize(11).last().isEqualTo("4/4");

    on.server.hold(false);
    try (BatchLane lane = on.lane()) {
      assertThat(lane.poll()).isTrue();
    }
  }

  @Test
  void aServerThatDoesNotAnswerForAWhileIsAskedAgain() {
    on.draft("small", 0, 1);
    on.server.next(Operation.LOOK, Fault.BROKEN, Fault.ERROR);

    on.run();

    assertThat(on.notes).filteredOn(note -> note.startsWith("Cannot ask how far")).hasSize(2);
    assertThat(on.spend().calls()).isEqualTo(1);
  }

  @Test
  void aBatchOfAnotherAddressIsNotAskedForHere() {
    on.draft("small", 0, 1);

    assertThatThrownBy(
            () -> {
              try (BatchLane lane = on.lane(URI.create("http://127.0.0.1:1/v1"))) {
                lane.submit();
              }
            })
        .isInstanceOf(BatchFailed.class)
        .hasMessageContaining("judge.url in the settings is http://127.0.0.1:1/v1");
  }
}
