package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assay.api.TestServer.Client;
import dev.assay.api.TestServer.Reply;
import dev.assay.api.access.Role;
import dev.assay.api.http.Json;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Manual evaluations with a judge, and by several servers. */
class JudgedEvaluateIT {
  private static final String ROUTE = "metric/evaluate";

  @TempDir private Path folder;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean isBroken;
  private HttpServer judge;

  @BeforeEach
  void startJudge() throws IOException {
    judge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    judge.setExecutor(Executors.newCachedThreadPool());
    judge.createContext("/v1/chat/completions", this::answer);
    judge.start();
  }

  @AfterEach
  void stopJudge() {
    judge.stop(0);
    ((ExecutorService) judge.getExecutor()).shutdownNow();
  }

  @Test
  void anAnswerThatWasPaidForIsUsedAgainAndTheDaysBudgetIsKept() {
    try (TestServer server = start("home", "server: {evaluation: {budget: {calls: 2}}}\n")) {
      conversations(server.home().warehouse(), "acme", 4);
      Client ann = server.client("acme", "ann", Role.ADMIN);
      String metric = judged(ann, "Helped");

      JsonNode first = evaluate(ann, metric, 1).is(200).json().get("metrics").get(0);
      JsonNode again = evaluate(ann, metric, 1).is(200).json().get("metrics").get(0);
      assertThat(first.get("value").booleanValue()).isTrue();
      assertThat(first.get("justification").stringValue()).isEqualTo("because");
      assertThat(again).isEqualTo(first);
      assertThat(asked).hasValue(1);

      evaluate(ann, metric, 2).is(200);
      Reply over = evaluate(ann, metric, 3).is(503);
      assertThat(over.json().get("detail").get(0).get("code").stringValue())
          .isEqualTo("budget_ended");
      evaluate(ann, metric, 2).is(200);
      assertThat(asked).hasValue(2);
      assertThat(count(server, "SELECT count(*) FROM metric_evaluation_result")).isEqualTo(4);
    }
  }

  @Test
  void aJudgeThatFailsLeavesNoResultAndIsAskedAgain() {
    try (TestServer server = start("home", "")) {
      conversations(server.home().warehouse(), "acme", 1);
      Client ann = server.client("acme", "ann", Role.ADMIN);
      String metric = judged(ann, "Helped");
      isBroken = true;
      Reply failed = evaluate(ann, metric, 1).is(503);
      assertThat(failed.json().get("detail").get(0).get("code").stringValue())
          .isEqualTo("malformed_answer");
      assertThat(count(server, "SELECT count(*) FROM metric_evaluation_result")).isZero();

      isBroken = false;
      evaluate(ann, metric, 1).is(200);
    }
  }

  /** Two servers of one home and one PostgreSQL, as behind a load balancer. */
  @Test
  void severalServersPayOnceAndLeaveOneCurrentResult() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      String catalog =
          "catalog: {url: \"jdbc:postgresql://localhost:%d/postgres\", user: postgres}\n"
              .formatted(postgres.getPort());
      try (TestServer one = start("home", catalog);
          TestServer other = start("home", catalog)) {
        conversations(one.home().warehouse(), "acme", 3);
        Client ann = one.client("acme", "ann", Role.ADMIN);
        Client same = other.new Client(ann.token(), "acme");
        String judged = judged(ann, "Helped");
        String counted = counted(ann);

        ExecutorService clients = Executors.newFixedThreadPool(6);
        List<Future<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 36; i++) {
          Client client = i % 2 == 0 ? ann : same;
          int conversation = 1 + i % 3;
          String metrics = "%s\",\"%s".formatted(judged, counted);
          replies.add(clients.submit(() -> evaluate(client, metrics, conversation)));
        }
        for (Future<Reply> reply : replies) {
          reply.get().is(200);
        }
        clients.shutdown();

        assertThat(asked).hasValue(3);
        assertThat(count(one, "SELECT count(*) FROM metric_evaluation_result")).isEqualTo(72);
        assertThat(count(one, "SELECT count(*) FROM current_result")).isEqualTo(6);
      }
    }
  }

  private TestServer start(String home, String yaml) {
    try {
      Path own = Files.createDirectories(folder.resolve(home));
      return TestServer.start(
          own,
          yaml
              + "judge: {url: \"http://127.0.0.1:%d/v1\", model: local}\n"
                  .formatted(judge.getAddress().getPort()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void conversations(Warehouse warehouse, String org, int count) {
    TestConversations conversations = new TestConversations(warehouse);
    for (int i = 1; i <= count; i++) {
      conversations.add(org, TestConversations.id(i), true, "question " + i, "an answer");
    }
    conversations.commit();
  }

  private static String judged(Client client, String name) {
    return id(
        client.post(
            "metric/",
            "{\"name\":\"%s\",\"description\":\"d\",\"metric_value\":{\"type\":\"boolean\"}}"
                .formatted(name)));
  }

  private static String counted(Client client) {
    return id(
        client.post(
            "metric/",
            """
            {"name":"Count","description":"d",
             "metric_value":{"type":"numerical","lower_bound":0,"upper_bound":9},
             "evaluator":{"type":"code","expression":"conversation.messages.size()"}}"""));
  }

  private static String id(Reply created) {
    return created.is(201).json().get("id").stringValue();
  }

  private static Reply evaluate(Client client, String metrics, int conversation) {
    return client.post(
        ROUTE,
        "{\"metric_ids\":[\"%s\"],\"conversation_id\":\"%s\"}"
            .formatted(metrics, TestConversations.id(conversation)));
  }

  private static long count(TestServer server, String sql) {
    return TableQuery.query(server.home().warehouse(), sql, row -> row.getLong(1)).get(0);
  }

  /** Every question is answered with true. */
  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    JsonNode request =
        Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    List<String> answers = new ArrayList<>();
    for (String question :
        request
            .at("/response_format/json_schema/schema/properties/answers/properties")
            .propertyNames()) {
      answers.add(
          "\"%s\":{\"reason\":\"because\",\"applicable\":true,\"messages\":[],\"value\":true}"
              .formatted(question));
    }
    String content =
        isBroken ? "certainly" : "{\"answers\":{%s}}".formatted(String.join(",", answers));
    byte[] reply =
        """
        {"model":"local","choices":[{"finish_reason":"stop","message":{"role":"assistant",
         "content":%s}}],"usage":{"prompt_tokens":100,"completion_tokens":20}}"""
            .formatted(Json.text(content))
            .getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(200, reply.length);
      exchange.getResponseBody().write(reply);
    }
  }
}
