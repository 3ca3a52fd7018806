package dev.assay.evaluators.judge.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.LedgerKey;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.judge.FakeJudge;
import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.evaluators.judge.Prices;
import dev.assay.evaluators.judge.batch.BatchServer.Answer;
import dev.assay.evaluators.judge.batch.BatchServer.End;
import dev.assay.evaluators.judge.batch.BatchServer.Fault;
import dev.assay.evaluators.judge.batch.BatchServer.Operation;
import dev.assay.evaluators.judge.client.BatchClient;
import dev.assay.evaluators.judge.ledger.Batch;
import dev.assay.evaluators.judge.ledger.BatchDraft;
import dev.assay.evaluators.judge.ledger.BatchDrafts;
import dev.assay.evaluators.judge.ledger.BatchLimits;
import dev.assay.evaluators.judge.ledger.BatchRegister;
import dev.assay.evaluators.judge.ledger.BatchedKey;
import dev.assay.evaluators.judge.ledger.Caps;
import dev.assay.evaluators.judge.ledger.LedgerStore;
import dev.assay.evaluators.judge.ledger.Spend;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchLaneTest {
  private static final String RUN = "0123456789abcdef01234567";
  private static final String KEY = "sk-hush-hush-0123456789";
  private static final Usage BOUND = new Usage(1000, 100, 1100);
  private static final BatchLimits LIMITS = new BatchLimits(3, 1_000_000);

  @TempDir Path home;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> notes = new ArrayList<>();
  private final List<String> leftOver = new ArrayList<>();
  private final List<String> progress = new ArrayList<>();
  private final AtomicLong clock = new AtomicLong();
  private HttpServer http;
  private BatchServer server;
  private LedgerStore store;
  private @Nullable Answer answer;

  @BeforeEach
  void start() throws Exception {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    server = new BatchServer(http, request -> answer == null ? good() : answer);
    http.start();
    store = LedgerStore.embedded(home.resolve("ledger"));
  }

  @AfterEach
  void stop() {
    store.close();
    http.stop(0);
    threads.shutdownNow();
  }

  @Test
  void callsGoIntoBatchesOfTheirModelAndOfTheirSize() {
    draft("small", 0, 7);
    draft("large", 7, 1);

    run();

    assertThat(register().all())
        .extracting(Batch::model, Batch::calls, Batch::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("small", 3L, Batch.State.COLLECTED),
            org.assertj.core.groups.Tuple.tuple("small", 3L, Batch.State.COLLECTED),
            org.assertj.core.groups.Tuple.tuple("small", 1L, Batch.State.COLLECTED),
            org.assertj.core.groups.Tuple.tuple("large", 1L, Batch.State.COLLECTED));
    assertThat(server.created()).isEqualTo(4);
    assertThat(server.requests()).isEqualTo(8);
    assertThat(spend()).isEqualTo(new Spend(8, new Usage(80, 16, 8 * 26)));
    assertThat(progress).last().isEqualTo("8/8");
    assertThat(server.kept()).as("files with conversations in them").isZero();
  }

  @Test
  void aBatchEndsAtItsBytesToo() {
    String frame =
        "{\"custom_id\":\"%24s\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":%s}\n";
    long one = frame.formatted("", body(0)).length();
    draft(new BatchLimits(100, 2 * one + 1), Caps.NONE, "small", 0, 5);

    run();

    assertThat(register().all()).extracting(Batch::calls).containsExactly(2L, 2L, 1L);
    assertThat(register().all()).extracting(Batch::bytes).containsExactly(2 * one, 2 * one, one);
  }

  @Test
  void aCallThatCameBackIsReadOnceAndItsAnswerKept() {
    draft("small", 0, 1);
    run();

    try (BatchDrafts drafts = drafts(LIMITS, Caps.NONE)) {
      drafts.begin();
      BatchedKey.Replied replied = replied(drafts.look(Set.of(key(0))));
      assertThat(replied.request()).isEqualTo(body(0));
      assertThat(replied.answer()).isEqualTo(good().body());
      assertThat(replied.usage()).isEqualTo(new Usage(10, 2, 26));
      drafts.settle(
          replied, call("small", 0), Map.of(key(0), new Entry.Answer("{}", replied.usage())));
      drafts.commit();
      drafts.begin();
      assertThat(drafts.look(Set.of(key(0))))
          .isEqualTo(Map.of(key(0), new BatchedKey.Known(new Entry.Answer("{}", replied.usage()))));
    }
    assertThat(store.calls(RUN, 0, 10))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.end()).isEqualTo("answered");
              assertThat(call.request()).isEqualTo(body(0));
              assertThat(call.answer()).isEqualTo(good().body());
              assertThat(call.latencyMillis()).isNull();
            });
    assertThat(store.spend(RUN).answers()).isEqualTo(1);
  }

  @Test
  void aBatchWhoseCreationWasNotAnsweredIsFoundAndNotCreatedAgain() {
    draft("small", 0, 9);
    server.next(Operation.CREATE, Fault.LOST, Fault.LOST, Fault.LOST);

    run();

    assertThat(server.created()).isEqualTo(3);
    assertThat(server.seen(Operation.CREATE)).isEqualTo(3);
    assertThat(server.repeated()).isZero();
  }

  @Test
  void aBatchThatTheServerDidNotGetIsCreatedOnceItIsKnownThatItDidNot() {
    draft("small", 0, 1);
    server.next(Operation.CREATE, Fault.BROKEN, Fault.ERROR);

    run();

    assertThat(server.seen(Operation.LIST)).isEqualTo(6);
    assertThat(server.created()).isEqualTo(1);
  }

  @Test
  void whoFindsABatchThatWasAboutToBeCreatedLooksForItOnAllPagesFirst() {
    draft("small", 0, 9);
    try (BatchLane lane = lane()) {
      lane.submit();
    }
    // As if each process had died before it heard of the creation.
    register().all().forEach(batch -> register().creating(batch));

    try (BatchLane lane = lane()) {
      lane.submit();
    }

    assertThat(server.created()).isEqualTo(3);
    assertThat(server.seen(Operation.CREATE)).isEqualTo(3);
    assertThat(server.seen(Operation.LIST)).isGreaterThan(3);
    assertThat(register().all()).extracting(Batch::state).containsOnly(Batch.State.CREATED);
  }

  @Test
  void nothingIsCreatedWhileNobodyKnowsWhetherItWas() {
    draft("small", 0, 1);
    server.next(Operation.CREATE, Fault.LOST);
    server.next(Operation.LIST, Fault.ERROR, Fault.ERROR, Fault.ERROR);

    assertThatThrownBy(this::run)
        .isInstanceOf(BatchFailed.class)
        .hasMessageStartingWith("Cannot see whether a batch was created before: ")
        .hasMessageContaining("not created again until that is known");
    assertThat(server.created()).isEqualTo(1);

    run();
    assertThat(server.created()).isEqualTo(1);
    assertThat(server.seen(Operation.CREATE)).isEqualTo(1);
  }

  @Test
  void anEndpointWithoutBatchesIsSaidAndWhatWasDraftedMayBeTakenBack() {
    draft("small", 0, 2);
    server.next(Operation.UPLOAD, Fault.NOT_FOUND);

    assertThatThrownBy(this::run)
        .isInstanceOf(BatchFailed.class)
        .hasMessageContaining("/v1/files")
        .hasMessageContaining("use --lane direct");

    try (BatchLane lane = lane()) {
      lane.withdraw();
    }
    assertThat(register().all()).isEmpty();
    try (BatchDrafts drafts = drafts(LIMITS, new Caps(1L, null, null))) {
      drafts.begin();
      assertThat(drafts.look(Set.of(key(0), key(1)))).isEmpty();
      assertThat(drafts.add(new BatchDraft(call("small", 0), BOUND, body(0), 1))).isTrue();
    }
  }

  @Test
  void aRefusedCreationIsNoCreation() {
    draft("small", 0, 1);
    server.next(Operation.CREATE, Fault.NOT_FOUND);

    assertThatThrownBy(this::run)
        .isInstanceOf(BatchFailed.class)
        .hasMessageStartingWith("Cannot create a batch: ");
    assertThat(register().all()).extracting(Batch::state).containsExactly(Batch.State.UPLOADED);

    run();
    assertThat(server.created()).isEqualTo(1);
    assertThat(server.seen(Operation.LIST)).isZero();
  }

  @Test
  void requestsOfAnExpiredBatchThatWereNotMadeCostNothing() {
    server.endWith(End.EXPIRED, 1);
    draft("small", 0, 3);

    run();

    assertThat(spend()).isEqualTo(new Spend(1, new Usage(10, 2, 26)));
    assertThat(leftOver)
        .containsExactly(
            "batch_expired: 2 requests of batch 1 were not made, and cost nothing: the batch has"
                + " expired");
    assertThat(look(1)).isEqualTo(Map.of(key(1), new BatchedKey.GivenUp()));
  }

  @Test
  void whatACancelledBatchDoesNotNameWasNotMade() {
    server.endWith(End.CANCELLED, 2);
    draft("small", 0, 3);

    run();

    assertThat(spend().calls()).isEqualTo(2);
    assertThat(leftOver).singleElement().asString().startsWith("batch_cancelled: 1 requests");
  }

  @Test
  void aBatchThatFailsIsReportedInTheServersWords() {
    server.endWith(End.FAILED, 0);
    draft("small", 0, 3);

    run();

    assertThat(spend()).isEqualTo(Spend.NONE);
    assertThat(leftOver)
        .containsExactly(
            "batch_failed: 3 requests of batch 1 were not made, and cost nothing: the batch has"
                + " failed: token_limit_exceeded Enqueued token limit reached");
  }

  @Test
  void whatACompletedBatchDoesNotNameCountsAsSpent() {
    server.leaveOut(1);
    draft("small", 0, 3);

    run();

    assertThat(spend()).isEqualTo(new Spend(3, new Usage(20, 4, 52).plus(BOUND)));
    assertThat(leftOver).singleElement().asString().startsWith("batch_lost: 1 requests");
    assertThat(store.calls(RUN, 0, 10)).extracting(call -> call.end()).containsExactly("lost");
  }

  @Test
  void aBatchThatTheServerHasForgottenCountsAsSpent() {
    draft("small", 0, 3);
    try (BatchLane lane = lane()) {
      lane.submit();
    }
    server.forget();

    run();

    assertThat(spend()).isEqualTo(new Spend(3, BOUND.plus(BOUND).plus(BOUND)));
    assertThat(leftOver).singleElement().asString().startsWith("batch_lost: batch 1");
  }

  @Test
  void aRequestThatFailedWithoutSayingWhatItUsedCountsWithItsBound() {
    answer = new Answer(500, "{}");
    draft("small", 0, 1);

    run();

    assertThat(spend()).isEqualTo(new Spend(1, BOUND));
  }

  @Test
  void aFileThatBreaksOffIsReadAgainAndCountsOnce() {
    draft("small", 0, 3);
    server.next(Operation.CONTENT, Fault.CUT, Fault.ERROR);

    run();

    assertThat(server.seen(Operation.CONTENT)).isEqualTo(3);
    assertThat(spend()).isEqualTo(new Spend(3, new Usage(30, 6, 78)));
  }

  @Test
  void collectingGoesOnWhereACrashLeftIt() {
    draft("small", 0, 3);
    server.next(Operation.CONTENT, Fault.CUT, Fault.CUT, Fault.CUT);

    assertThatThrownBy(this::run)
        .isInstanceOf(BatchFailed.class)
        .hasMessageContaining("the same command goes on");
    Spend early = spend();
    run();

    assertThat(early.calls()).isBetween(1L, 2L);
    assertThat(spend()).isEqualTo(new Spend(3, new Usage(30, 6, 78)));
  }

  @Test
  void aRunWaitsAsLongAsItIsToldTo() {
    draft("small", 0, 4);
    server.hold(true);
    try (BatchLane lane = lane()) {
      lane.submit();
      assertThat(lane.poll()).isFalse();
    }
    assertThat(clock.get()).isEqualTo(Duration.ofMinutes(10).toNanos());
    assertThat(progress).hasSize(11).last().isEqualTo("4/4");

    server.hold(false);
    try (BatchLane lane = lane()) {
      assertThat(lane.poll()).isTrue();
    }
  }

  @Test
  void aServerThatDoesNotAnswerForAWhileIsAskedAgain() {
    draft("small", 0, 1);
    server.next(Operation.LOOK, Fault.BROKEN, Fault.ERROR);

    run();

    assertThat(notes).filteredOn(note -> note.startsWith("Cannot ask how far")).hasSize(2);
    assertThat(spend().calls()).isEqualTo(1);
  }

  @Test
  void theBudgetEndsWhatIsDraftedAndIsFreedByWhatIsCollected() {
    Caps caps = new Caps(null, null, 3 * BOUND.costNanos());
    assertThat(draft(LIMITS, caps, "small", 0, 5)).isEqualTo(3);
    assertThat(store.spend(RUN).refusalCode()).isEqualTo("budget_ended");
    assertThat(store.spend(RUN).refusalMessage()).contains("spent or reserved for calls under way");
    assertThat(draft(LIMITS, caps, "small", 3, 1)).isZero();

    run();

    assertThat(draft(LIMITS, caps, "small", 3, 2)).isEqualTo(2);
  }

  @Test
  void aBatchOfAnotherAddressIsNotAskedForHere() {
    draft("small", 0, 1);

    assertThatThrownBy(
            () -> {
              try (BatchLane lane = lane(URI.create("http://127.0.0.1:1/v1"))) {
                lane.submit();
              }
            })
        .isInstanceOf(BatchFailed.class)
        .hasMessageContaining("judge.url in the settings is http://127.0.0.1:1/v1");
  }

  @Test
  void theKeyIsInNothingThatIsKeptOrSaid() {
    answer = new Answer(400, "{\"error\":{\"message\":\"bad key %s\"}}".formatted(KEY));
    draft("small", 0, 1);

    run();

    BatchedKey.Replied replied = replied(look(0));
    assertThat(replied.answer()).contains("bad key [key]").doesNotContain(KEY);
  }

  /** Submits, waits and collects, as one process would. */
  private void run() {
    try (BatchLane lane = lane()) {
      lane.submit();
      assertThat(lane.poll()).isTrue();
      lane.collect();
    }
  }

  private BatchLane lane() {
    return lane(url());
  }

  private BatchLane lane(URI address) {
    JudgeSettings usual = JudgeSettings.of(address, "small");
    JudgeSettings.Limits limits = usual.limits();
    JudgeSettings settings =
        new JudgeSettings(
            usual.url(),
            usual.model(),
            usual.parameters(),
            new Prices(new BigDecimal("0.002"), new BigDecimal("0.003")),
            new JudgeSettings.Limits(
                limits.packSize(),
                limits.concurrency(),
                Duration.ofSeconds(20),
                limits.deadline(),
                3,
                limits.responseFormat()));
    return new BatchLane(
        settings,
        BatchSettings.USUAL
            .withPatience(Duration.ofMinutes(10))
            .withPollEvery(Duration.ofMinutes(1)),
        new BatchClient(address, KEY, "THE_KEY", Duration.ofSeconds(20)),
        register(),
        home.resolve("tmp"),
        new Watch(),
        wait -> clock.addAndGet(wait.toNanos()),
        clock::get);
  }

  private final class Watch implements BatchLane.Watch {
    @Override
    public void requests(long done, long total) {
      progress.add(done + "/" + total);
    }

    @Override
    public void note(String line) {
      notes.add(line);
    }

    @Override
    public void leftOver(String code, String message) {
      leftOver.add(code + ": " + message);
    }
  }

  private Spend spend() {
    return store.spend(RUN).spend();
  }

  private Map<String, BatchedKey> look(int number) {
    try (BatchDrafts drafts = drafts(LIMITS, Caps.NONE)) {
      drafts.begin();
      return drafts.look(Set.of(key(number)));
    }
  }

  private static BatchedKey.Replied replied(Map<String, BatchedKey> found) {
    return (BatchedKey.Replied) found.values().iterator().next();
  }

  private BatchRegister register() {
    return store.batches(RUN);
  }

  private void draft(String model, int from, int count) {
    draft(LIMITS, Caps.NONE, model, from, count);
  }

  /** How many of the calls were added. */
  private long draft(BatchLimits limits, Caps caps, String model, int from, int count) {
    try (BatchDrafts drafts = drafts(limits, caps)) {
      drafts.begin();
      long added =
          IntStream.range(from, from + count)
              .filter(i -> drafts.add(new BatchDraft(call(model, i), BOUND, body(i), 1)))
              .count();
      drafts.commit();
      return added;
    }
  }

  private BatchDrafts drafts(BatchLimits limits, Caps caps) {
    return store.drafts(RUN, null, caps, limits, url().toString());
  }

  private URI url() {
    return URI.create("http://127.0.0.1:%d/v1".formatted(http.getAddress().getPort()));
  }

  private static Call call(String model, int number) {
    return new Call(
        "acme",
        "conversation",
        "hash",
        model,
        "{}",
        "template 1",
        List.of(new Item(key(number), "metric", 1)));
  }

  private static String key(int number) {
    return LedgerKey.of("acme", "content " + number, "fingerprint");
  }

  private static String body(int number) {
    return "{\"model\":\"m\",\"number\":%d}".formatted(number);
  }

  private static Answer good() {
    return new Answer(
        200,
        FakeJudge.completion("{ \"a\" : 1.0 }")
            .replace("\"prompt_tokens\":0", "\"prompt_tokens\": 10")
            .replace("\"completion_tokens\":0", "\"completion_tokens\":2"));
  }
}
