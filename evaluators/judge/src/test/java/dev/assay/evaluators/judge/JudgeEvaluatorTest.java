package dev.assay.evaluators.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.catalog.MetricValue.BooleanValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Settlement;
import dev.assay.evaluators.SampleConversations;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.judge.FakeJudge.Reply;
import dev.assay.evaluators.judge.client.ChatClient;
import dev.assay.evaluators.judge.prompt.ResponseFormat;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeEvaluatorTest {
  private static final Conversation CONVERSATION = SampleConversations.ordinary();
  private static final String KEY = "sk-hush-hush-0123456789";

  private final FakeJudge server = new FakeJudge();
  private final MemoryLedger ledger = new MemoryLedger();
  private final List<Duration> waits = new ArrayList<>();

  @AfterEach
  void everyGrantIsSettled() {
    server.close();
    assertThat(ledger.unsettled()).isZero();
  }

  @Test
  void allMetricsOfAConversationShareRequestsOfAtMostThePackSize() {
    List<Evaluation> evaluations = evaluator().evaluate(CONVERSATION, questions(25));
    assertThat(evaluations).hasSize(25).allMatch(Evaluation.Scored.class::isInstance);
    assertThat(server.requests.stream().map(JudgeEvaluatorTest::asked)).containsExactly(10, 10, 5);
    assertThat(server.requests.get(0).get("max_tokens").intValue()).isEqualTo(4000);
  }

  @Test
  void aSoloMetricIsAskedAlone() {
    MetricVersion solo = Metrics.of("Alone?", new BooleanValue(), Map.of("packing", "solo"));
    MetricVersion other = Metrics.of("Also alone?", new BooleanValue(), Map.of("packing", "solo"));
    evaluator().evaluate(CONVERSATION, List.of(solo, Metrics.asking("With others?"), other));
    assertThat(server.requests.stream().map(JudgeEvaluatorTest::asked)).containsExactly(1, 1, 1);
  }

  @Test
  void onlyWhatTheLedgerDoesNotKnowIsAsked() {
    List<MetricVersion> versions = questions(7);
    List<Evaluation> some = evaluator().evaluate(CONVERSATION, versions.subList(1, 4));
    List<Evaluation> all = evaluator().evaluate(CONVERSATION, versions);
    assertThat(server.requests.stream().map(JudgeEvaluatorTest::asked)).containsExactly(3, 4);
    assertThat(all.subList(1, 4)).isEqualTo(some);
    assertThat(evaluator().evaluate(CONVERSATION, versions)).isEqualTo(all);
    assertThat(server.requests).hasSize(2);
  }

  @Test
  void metricsThatMeanTheSameAreAskedOnce() {
    MetricVersion one = Metrics.asking("Was it good?");
    List<Evaluation> evaluations =
        evaluator()
            .evaluate(CONVERSATION, List.of(one, dev.assay.evaluators.SampleVersions.renamed(one)));
    assertThat(server.requests.stream().map(JudgeEvaluatorTest::asked)).containsExactly(1);
    assertThat(evaluations.get(0)).isEqualTo(evaluations.get(1));
  }

  @Test
  void thePartsOfWhatWasUsedAreAllOfIt() {
    server.then(
        Reply.of(
            200,
            FakeJudge.completion(
                    "{\"answers\":{\"q1\":{\"value\":true},\"q2\":{\"value\":7},\"q3\":{\"value\":false},\"q4\":{\"applicable\":false}}}")
                .replace(
                    "\"prompt_tokens\":0,\"completion_tokens\":0",
                    "\"prompt_tokens\":1000,\"completion_tokens\":100")));
    List<Evaluation> evaluations = evaluator().evaluate(CONVERSATION, questions(4));
    Usage all = Usage.NONE;
    for (Evaluation evaluation : evaluations) {
      if (evaluation instanceof Evaluation.Scored scored && scored.usage() != null) {
        all = all.plus(scored.usage());
      } else if (evaluation instanceof Evaluation.NotApplicable none && none.usage() != null) {
        all = all.plus(none.usage());
      }
    }
    assertThat(all).isEqualTo(new Usage(1000, 100, 1_000 * 2_000 + 100 * 8_000));
    assertThat(ledger.settled.get(0).usage()).isEqualTo(all);
    assertThat(evaluations.get(1)).isInstanceOf(Evaluation.Failed.class);
  }

  @Test
  void theBoundIsNeverLessThanWhatIsSent() {
    evaluator().evaluate(CONVERSATION, questions(12));
    for (int i = 0; i < ledger.settled.size(); i++) {
      JsonNode request = server.requests.get(i);
      Usage bound = ledger.granted.get(i).bound();
      int bytes =
          request.get("messages").findValuesAsText("content").stream()
                  .mapToInt(String::length)
                  .sum()
              + request.get("response_format").toString().length();
      assertThat(bound.inputTokens()).isGreaterThanOrEqualTo(bytes);
      assertThat(bound.outputTokens()).isGreaterThanOrEqualTo(request.get("max_tokens").intValue());
    }
  }

  @Test
  void anAnswerThatCannotBeUsedIsMendedOnce() {
    server.then(Reply.saying("Let me see."));
    assertThat(evaluator().evaluate(CONVERSATION, questions(2)))
        .allMatch(Evaluation.Scored.class::isInstance);
    assertThat(server.requests.get(1).get("messages").findValuesAsText("role"))
        .containsExactly("system", "user", "assistant", "user");
    assertThat(ledger.settled.get(0).entries()).isEmpty();
    assertThat(ledger.settled.get(0).end()).isEqualTo(CallEnd.ANSWERED);

    server.then(Reply.saying("Hm."), Reply.saying("Well."));
    assertThat(evaluator().evaluate(CONVERSATION, List.of(Metrics.asking("Another?"))))
        .singleElement()
        .isInstanceOfSatisfying(
            Evaluation.Failed.class, f -> assertThat(f.code()).isEqualTo("malformed_answer"));
    assertThat(server.requests).hasSize(4);
  }

  @Test
  void theFormatThatAServerAcceptsIsLearntOnce() {
    String refusal = "{\"error\":{\"message\":\"response_format is not supported\"}}";
    server.then(Reply.of(400, refusal), Reply.of(422, refusal));
    JudgeEvaluator evaluator = evaluator();
    evaluator.evaluate(CONVERSATION, questions(1));
    evaluator.evaluate(CONVERSATION, List.of(Metrics.asking("Another?")));
    assertThat(server.requests.stream().map(r -> r.path("response_format").path("type").asText()))
        .containsExactly("json_schema", "json_object", "", "");
  }

  @ParameterizedTest
  @CsvSource({
    "429, RATE_LIMITED",
    "500, SERVER_ERROR",
    "503, SERVER_ERROR",
    "408, TIMED_OUT",
    "409, SERVER_ERROR",
    "425, SERVER_ERROR",
    "504, TIMED_OUT"
  })
  void whatMayPassIsTriedAgainAndEachTrySettled(int status, CallEnd end) {
    server.then(Reply.of(status, "busy"), new Reply(status, Map.of("Retry-After", "7"), "busy"));
    assertThat(evaluator().evaluate(CONVERSATION, questions(1)))
        .allMatch(Evaluation.Scored.class::isInstance);
    assertThat(ledger.settled.stream().map(Settlement::end))
        .containsExactly(end, end, CallEnd.ANSWERED);
    assertThat(ledger.settled.stream().map(Settlement::retryAfterMillis))
        .containsExactly(null, 7000L, null);
    // Full jitter may be no wait at all, before the second try.
    assertThat(waits).hasSizeBetween(1, 2);
    assertThat(waits.get(waits.size() - 1)).isGreaterThanOrEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @CsvSource({"500, server_error", "408, timeout"})
  void whatDoesNotPassFailsAfterSoManyTries(int status, String code) {
    for (int i = 0; i < 5; i++) {
      server.then(Reply.of(status, "down"));
    }
    assertThat(evaluator().evaluate(CONVERSATION, questions(1)))
        .singleElement()
        .isInstanceOfSatisfying(
            Evaluation.Failed.class,
            f -> {
              assertThat(f.code()).isEqualTo(code);
              assertThat(f.message()).contains("HTTP " + status).contains("asked 5 times");
            });
    assertThat(server.requests).hasSize(5);
    assertThat(ledger.settled.get(0).usage()).isNull();
  }

  @Test
  void aLimitThatDoesNotLiftCarriesOver() {
    for (int i = 0; i < 5; i++) {
      server.then(Reply.of(429, ""));
    }
    assertCarriedOver(evaluator().evaluate(CONVERSATION, questions(2)), "rate_limited");
    assertThat(ledger.settled).hasSize(5).allMatch(s -> Usage.NONE.equals(s.usage()));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 402, 403, 404, 405, 301})
  void aServerThatRefusesEverythingIsNotAskedAgain(int status) {
    server.then(Reply.of(status, "{\"error\":{\"message\":\"no: " + KEY + "\"}}"));
    List<Evaluation> evaluations = evaluator().evaluate(CONVERSATION, questions(25));
    assertCarriedOver(evaluations, "judge_refused");
    assertThat(server.requests).hasSize(1);
    assertThat(ledger.settled.get(0).end()).isEqualTo(CallEnd.REFUSED);
    if (status == 401 || status == 403) {
      assertThat(evaluations.toString()).contains("ASSAY_JUDGE_KEY");
    }
    assertThat(evaluations.toString() + ledger.settled).doesNotContain("hush");
  }

  @Test
  void aServerThatIsNotThereCarriesOver() {
    JudgeSettings settings = settings(URI.create("http://127.0.0.1:1/v1"), 2, 128_000);
    assertCarriedOver(
        evaluator(settings).evaluate(CONVERSATION, questions(1)), "judge_unreachable");
    assertThat(ledger.settled.stream().map(Settlement::end))
        .containsExactly(CallEnd.UNREACHABLE, CallEnd.UNREACHABLE);
  }

  @Test
  void aRequestThatTheServerRejectsFails() {
    server.then(
        Reply.of(400, "{\"error\":{\"message\":\"bad\\nrequest\"}}"),
        Reply.of(400, "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"no\"}}"),
        Reply.of(400, "{\"error\":{\"code\":\"content_filter\",\"message\":\"no\"}}"));
    List<String> codes = new ArrayList<>();
    for (MetricVersion version : questions(3)) {
      evaluator()
          .evaluate(CONVERSATION, List.of(version))
          .forEach(e -> codes.add(((Evaluation.Failed) e).code()));
    }
    assertThat(codes)
        .containsExactly("request_rejected", "conversation_too_long", "content_filter");
    assertThat(ledger.settled).allMatch(s -> Usage.NONE.equals(s.usage()));
  }

  @Test
  void whatTheBudgetDoesNotAllowIsCarriedOver() {
    ledger.refuseAfter(1, "budget_ended", "The budget is spent");
    List<Evaluation> evaluations = evaluator().evaluate(CONVERSATION, questions(12));
    assertThat(evaluations.subList(0, 10)).allMatch(Evaluation.Scored.class::isInstance);
    assertCarriedOver(evaluations.subList(10, 12), "budget_ended");
  }

  @Test
  void anInterruptCarriesOverAndIsKept() {
    Thread.currentThread().interrupt();
    assertCarriedOver(evaluator().evaluate(CONVERSATION, questions(2)), "interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(server.requests).isEmpty();
  }

  @Test
  void aFailureOfTheLedgerIsNoFailureOfTheMetric() {
    ledger.known.put("x", new Entry.Failure("x", "x"));
    JudgeEvaluator evaluator =
        new JudgeEvaluator(
            settings(server.url(), 5, 128_000),
            new dev.assay.evaluators.Ledger() {
              @Override
              public Admission admit(Inquiry inquiry) {
                throw new IllegalStateException("the disk is full");
              }

              @Override
              public void settle(Settlement settlement) {}
            },
            () -> java.util.Optional.of(KEY));
    assertCarriedOver(evaluator.evaluate(CONVERSATION, questions(1)), "ledger_unavailable");
  }

  @Test
  void aLongConversationIsRefusedWithoutACall() {
    assertThat(evaluator(settings(server.url(), 5, 1000)).evaluate(lengthy(), questions(1)))
        .singleElement()
        .isInstanceOfSatisfying(
            Evaluation.Failed.class,
            f -> {
              assertThat(f.code()).isEqualTo("conversation_too_long");
              assertThat(f.message()).contains("more than 750 tokens").contains("window");
            });
    assertThat(ledger.granted).isEmpty();
  }

  @Test
  void aWindowIsSaidInTheRequestAndInTheAnswer() {
    MetricVersion window =
        Metrics.of("Fine?", new BooleanValue(), Map.of("long_conversations", "window"));
    List<Evaluation> evaluations =
        evaluator(settings(server.url(), 5, 2000)).evaluate(lengthy(), List.of(window));
    String user = server.requests.get(0).get("messages").get(1).get("content").textValue();
    assertThat(user).contains("are left out here. Judge by what is shown.").contains("\"m100\"");
    assertThat(evaluations)
        .singleElement()
        .isInstanceOfSatisfying(
            Evaluation.Scored.class,
            s ->
                assertThat(s.justification())
                    .containsPattern("\\[Judged without messages \\d+ to \\d+ of 100: "));
  }

  @Test
  void theKeyIsSentAndNeverTold() {
    server.then(Reply.saying("{\"answers\":{\"q1\":{\"value\":true,\"reason\":\"" + KEY + "\"}}}"));
    JudgeEvaluator evaluator = evaluator();
    List<Evaluation> evaluations = evaluator.evaluate(CONVERSATION, questions(1));
    assertThat(server.headers.get(0).getFirst("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(evaluations.toString() + ledger.settled + ledger.granted)
        .doesNotContain("hush")
        .contains("[key]");
  }

  @Test
  void aPreviewIsTheRequestThatIsSent() throws Exception {
    List<MetricVersion> versions = questions(12);
    List<JudgeEvaluator.Preview> previews = evaluator().previews(CONVERSATION, versions);
    evaluator().evaluate(CONVERSATION, versions);
    assertThat(previews.stream().map(JudgeEvaluator.Preview::body))
        .containsExactlyElementsOf(ledger.settled.stream().map(Settlement::request).toList());
    assertThat(previews.get(0).basis()).isEqualTo("estimated at 4 bytes a token");
    assertThat(previews.get(0).inputTokens()).isLessThan(previews.get(0).bound().inputTokens());
  }

  private JudgeEvaluator evaluator() {
    return evaluator(settings(server.url(), 5, 128_000));
  }

  @Test
  void aCallIsSettledWhateverItDiesOf() {
    Clock broken =
        new Clock() {
          @Override
          public Instant instant() {
            throw new NoClassDefFoundError("on purpose");
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    JudgeEvaluator evaluator = evaluator(settings(server.url(), 5, 128_000), broken);

    assertThat(evaluator.evaluate(CONVERSATION, questions(1)))
        .singleElement()
        .isInstanceOfSatisfying(
            Evaluation.Failed.class,
            failed -> {
              assertThat(failed.code()).isEqualTo("evaluation_error");
              assertThat(failed.message()).contains("NoClassDefFoundError: on purpose");
            });
    assertThat(ledger.settled).hasSize(1);
  }

  private JudgeEvaluator evaluator(JudgeSettings settings) {
    return evaluator(settings, Clock.systemUTC());
  }

  private JudgeEvaluator evaluator(JudgeSettings settings, Clock clock) {
    return new JudgeEvaluator(
        settings,
        ledger,
        new ChatClient(
            settings.url(),
            KEY,
            JudgeSettings.KEY_VARIABLE,
            settings.limits().requestTimeout(),
            8,
            clock),
        waits::add);
  }

  private static JudgeSettings settings(URI url, int attempts, int context) {
    return new JudgeSettings(
        url,
        "some-model",
        new JudgeSettings.Parameters(0, null, 400, context, LongConversations.REFUSE),
        new Prices(new BigDecimal("2"), new BigDecimal("8")),
        new JudgeSettings.Limits(
            10,
            4,
            Duration.ofSeconds(20),
            Duration.ofMinutes(10),
            attempts,
            ResponseFormat.JSON_SCHEMA));
  }

  private static List<MetricVersion> questions(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Metrics.asking("Is question " + i + " answered?"))
        .toList();
  }

  private static Conversation lengthy() {
    return SampleConversations.of(
        IntStream.range(0, 100)
            .mapToObj(i -> SampleConversations.user(i, "This is a message of some words: " + i))
            .toArray(Message[]::new));
  }

  private static int asked(JsonNode request) {
    try {
      return FakeJudge.questions(request).size();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void assertCarriedOver(List<Evaluation> evaluations, String code) {
    assertThat(evaluations)
        .isNotEmpty()
        .allSatisfy(
            evaluation ->
                assertThat(evaluation)
                    .isInstanceOfSatisfying(
                        Evaluation.CarriedOver.class, c -> assertThat(c.code()).isEqualTo(code)));
  }
}
