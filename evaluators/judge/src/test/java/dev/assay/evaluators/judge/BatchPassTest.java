package dev.assay.evaluators.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.catalog.MetricValue.BooleanValue;
import dev.assay.catalog.MetricValue.NumericalValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.SampleConversations;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.batch.Batch;
import dev.assay.evaluators.batch.BatchDrafts;
import dev.assay.evaluators.batch.BatchLimits;
import dev.assay.evaluators.batch.BatchLine;
import dev.assay.evaluators.batch.BatchRegister;
import dev.assay.evaluators.batch.BatchReply;
import dev.assay.evaluators.judge.BatchPass.FurtherRequests;
import dev.assay.evaluators.judge.BatchPass.Subject;
import dev.assay.ledger.LedgerStore;
import dev.assay.ledger.RunLedger;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.pace.PaceLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchPassTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String RUN = "0123456789abcdef01234567";
  private static final Conversation CONVERSATION = SampleConversations.ordinary();
  private static final PaceLimits PACE = new PaceLimits(10, null, null, Duration.ofSeconds(30));

  @TempDir Path home;

  private final FakeJudge server = new FakeJudge();
  private LedgerStore store;

  @BeforeEach
  void open() {
    store = LedgerStore.embedded(home);
  }

  @AfterEach
  void close() {
    store.close();
    server.close();
  }

  @Test
  void theRequestsAndTheEvaluationsAreThoseOfTheDirectLane() throws Exception {
    List<MetricVersion> versions = new ArrayList<>(questions(12));
    versions.add(Metrics.of("How much?", new NumericalValue(3, 9), Map.of("packing", "solo")));
    versions.add(Metrics.of("Larger?", new BooleanValue(), Map.of("model", "large")));
    List<Evaluation> direct;
    try (LedgerStore other = LedgerStore.embedded(home.resolve("direct"));
        RunLedger ledger = other.open(RUN, null, Caps.NONE, PACE);
        JudgeEvaluator evaluator = new JudgeEvaluator(settings(), ledger, () -> Optional.empty())) {
      direct = evaluator.evaluate(CONVERSATION, versions);
    }

    assertThat(pass(FurtherRequests.ALLOWED, versions)).isEqualTo(4);
    List<String> requests = requests();
    answer(BatchPassTest::good);
    assertThat(pass(FurtherRequests.NONE, versions)).isZero();

    assertThat(requests.stream().map(BatchPassTest::json).toList())
        .containsExactlyInAnyOrderElementsOf(server.requests);
    assertThat(evaluations(versions))
        .isEqualTo(direct)
        .allMatch(Evaluation.Scored.class::isInstance);
    assertThat(server.requests).as("requests of the direct lane alone").hasSize(4);
  }

  @Test
  void aPassThatIsRepeatedAsksForNothingAgain() {
    List<MetricVersion> versions = questions(3);
    pass(FurtherRequests.ALLOWED, versions);
    assertThat(pass(FurtherRequests.ALLOWED, versions)).isZero();
    answer(BatchPassTest::good);
    pass(FurtherRequests.ALLOWED, versions);
    assertThat(pass(FurtherRequests.ALLOWED, versions)).isZero();
    assertThat(requests()).hasSize(1);
  }

  @Test
  void anAnswerThatCannotBeUsedIsAskedForOnceMoreInTheNextBatch() {
    List<MetricVersion> versions = questions(2);
    pass(FurtherRequests.ALLOWED, versions);
    answer(request -> FakeJudge.completion("Well, yes."));

    assertThat(pass(FurtherRequests.ALLOWED, versions)).isEqualTo(1);
    JsonNode messages = json(requests().get(1)).path("messages");
    assertThat(messages).hasSize(4);
    assertThat(messages.path(2).path("content").textValue()).isEqualTo("Well, yes.");
    answer(request -> FakeJudge.completion("Well, no."));
    assertThat(pass(FurtherRequests.ALLOWED, versions)).isZero();

    assertThat(evaluations(versions))
        .allSatisfy(
            evaluation ->
                assertThat(((Evaluation.Failed) evaluation).code()).isEqualTo("malformed_answer"));
  }

  @Test
  void whenNoBatchFollowsAnAnswerThatCannotBeUsedIsAFailure() {
    List<MetricVersion> versions = questions(1);
    pass(FurtherRequests.ALLOWED, versions);
    answer(request -> "{}");

    assertThat(pass(FurtherRequests.NONE, versions)).isZero();

    assertThat(evaluations(versions)).singleElement().isInstanceOf(Evaluation.Failed.class);
  }

  @Test
  void aDialectThatTheServerRefusesIsChanged() {
    List<MetricVersion> versions = questions(1);
    pass(FurtherRequests.ALLOWED, versions);
    reply(400, request -> "{\"error\":{\"message\":\"Use 'max_completion_tokens' instead.\"}}");
    pass(FurtherRequests.ALLOWED, versions);
    reply(400, request -> "{\"error\":{\"message\":\"response_format is unknown\"}}");
    pass(FurtherRequests.ALLOWED, versions);

    assertThat(requests()).hasSize(3);
    JsonNode last = json(requests().get(2));
    assertThat(last.has("max_tokens")).isFalse();
    assertThat(last.path("max_completion_tokens").intValue()).isEqualTo(400);
    assertThat(last.path("response_format").path("type").textValue()).isEqualTo("json_object");
    answer(BatchPassTest::good);
    pass(FurtherRequests.NONE, versions);
    assertThat(evaluations(versions)).singleElement().isInstanceOf(Evaluation.Scored.class);
  }

  @Test
  void aRequestThatTheServerRejectsFails() {
    List<MetricVersion> versions = questions(1);
    pass(FurtherRequests.ALLOWED, versions);
    reply(400, request -> "{\"error\":{\"message\":\"maximum context length exceeded\"}}");
    pass(FurtherRequests.ALLOWED, versions);

    assertThat(requests()).hasSize(1);
    assertThat(((Evaluation.Failed) evaluations(versions).get(0)).code())
        .isEqualTo("conversation_too_long");
  }

  @Test
  void aServerThatFailedIsAskedAgainAndWhatItStillOwesFails() {
    List<MetricVersion> versions = questions(1);
    pass(FurtherRequests.ALLOWED, versions);
    reply(500, request -> "{}");
    assertThat(pass(FurtherRequests.ALLOWED, versions)).isEqualTo(1);
    assertThat(requests().get(1)).isEqualTo(requests().get(0));
    reply(503, request -> "{}");
    pass(FurtherRequests.NONE, versions);

    assertThat(((Evaluation.Failed) evaluations(versions).get(0)).code()).isEqualTo("server_error");
  }

  @Test
  void whatTheServerHadNoTimeForIsCarriedOver() {
    List<MetricVersion> versions = questions(1);
    pass(FurtherRequests.ALLOWED, versions);
    reply(429, request -> "{}");
    pass(FurtherRequests.NONE, versions);

    assertThat(store.spend(RUN).refusalCode()).isEqualTo("rate_limited");
    assertThat(evaluations(versions))
        .containsExactly(new Evaluation.CarriedOver("no_answer", "the test says so"));
    assertThat(pass(FurtherRequests.ALLOWED, versions)).as("in the same run").isZero();
    store.complete(RUN);
    assertThat(pass(FurtherRequests.ALLOWED, versions)).as("later").isEqualTo(1);
  }

  @Test
  void whatAnotherRunHasInABatchIsNotAskedFor() {
    List<MetricVersion> versions = questions(1);
    pass(FurtherRequests.ALLOWED, versions);

    try (BatchDrafts drafts = drafts("ffffffffffffffffffffffff")) {
      BatchPass other = new BatchPass(settings(), drafts, FurtherRequests.ALLOWED);
      other.take(List.of(new Subject(CONVERSATION, versions)));
      assertThat(other.added()).isZero();
    }
  }

  @Test
  void whatCameBackForAConversationThatHasChangedIsPaidAndLaidDown() {
    pass(FurtherRequests.ALLOWED, questions(1));
    answer(BatchPassTest::good);
    try (BatchDrafts drafts = drafts(RUN)) {
      drafts.begin();
      drafts.settleUnread();
      drafts.commit();
    }

    assertThat(store.batches(RUN).hasUnread()).isFalse();
    assertThat(store.calls(RUN, 0, 10))
        .singleElement()
        .satisfies(call -> assertThat(call.items().get(0).outcome()).isEqualTo("none"));
  }

  @Test
  void twoConversationsOfTheSameContentShareARequest() {
    Conversation twin = SampleConversations.of(CONVERSATION.messages().toArray(Message[]::new));
    List<MetricVersion> versions = questions(1);
    try (BatchDrafts drafts = drafts(RUN)) {
      BatchPass pass = new BatchPass(settings(), drafts, FurtherRequests.ALLOWED);
      pass.take(List.of(new Subject(twin, versions), new Subject(twin, versions)));
      assertThat(pass.added()).isEqualTo(1);
    }
  }

  /** A pass over the conversation; how many calls it added. */
  private long pass(FurtherRequests further, List<MetricVersion> versions) {
    try (BatchDrafts drafts = drafts(RUN)) {
      BatchPass pass = new BatchPass(settings(), drafts, further);
      pass.take(List.of(new Subject(CONVERSATION, versions)));
      return pass.added();
    }
  }

  private BatchDrafts drafts(String run) {
    return store.drafts(run, null, Caps.NONE, new BatchLimits(100, 1_000_000), "http://judge/v1");
  }

  private void answer(UnaryOperator<String> body) {
    reply(200, body);
  }

  /** What a provider says of every call that is under way. */
  private void reply(int status, UnaryOperator<String> body) {
    BatchRegister register = store.batches(RUN);
    CallEnd end =
        status == 200 ? CallEnd.ANSWERED : status == 400 ? CallEnd.REJECTED : CallEnd.SERVER_ERROR;
    for (Batch batch : register.open()) {
      List<BatchReply> replies = new ArrayList<>();
      register.lines(
          batch,
          line ->
              replies.add(
                  new BatchReply(
                      line.callId(), end, status, Usage.NONE, body.apply(line.request()))));
      register.keep(replies);
      assertThat(register.collected(batch, BatchRegister.Unanswered.LOST)).isZero();
    }
  }

  /** All requests that were in batches, in the order of their batches. */
  private List<String> requests() {
    List<String> requests = new ArrayList<>();
    BatchRegister register = store.batches(RUN);
    register
        .all()
        .forEach(batch -> register.lines(batch, (BatchLine line) -> requests.add(line.request())));
    return requests;
  }

  private List<Evaluation> evaluations(List<MetricVersion> versions) {
    try (RunLedger ledger = store.openForAnswers(RUN, PACE, "no_answer", "the test says so");
        JudgeEvaluator evaluator = new JudgeEvaluator(settings(), ledger, () -> Optional.empty())) {
      return evaluator.evaluate(CONVERSATION, versions);
    }
  }

  private JudgeSettings settings() {
    return JudgeSettings.of(server.url(), "small");
  }

  private static List<MetricVersion> questions(int count) {
    return IntStream.range(0, count).mapToObj(i -> Metrics.asking("Did thing " + i + "?")).toList();
  }

  private static String good(String request) {
    try {
      return FakeJudge.completion(FakeJudge.answer(json(request)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
