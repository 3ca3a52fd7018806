package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.access.ApiKeys;
import dev.assay.api.access.Role;
import dev.assay.api.http.Json;
import dev.assay.catalog.MetricStore;
import dev.assay.catalog.database.Database;
import dev.assay.installation.Home;
import dev.assay.installation.Settings;
import dev.assay.installation.SettingsFile;
import dev.assay.results.query.TableQuery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Manual evaluations by many clients of a server in a process of its own, beside nightly runs and
 * their maintenance for {@code -Dassay.evaluate.seconds=120}; {@code -Dassay.evaluate.kills=20}
 * kills more servers.
 */
class EvaluationLoadIT {
  private static final int CLIENTS = 16;
  private static final int EVALUATIONS_A_SECOND = 20;
  private static final int CONVERSATIONS = 8;
  private static final long SECONDS = Long.getLong("assay.evaluate.seconds", 30);
  private static final int KILLS = Integer.getInteger("assay.evaluate.kills", 1);
  private static final String ORG = "default";

  @TempDir private Path folder;
  private final AtomicInteger tickets = new AtomicInteger();
  private final Map<String, AtomicInteger> stored = new ConcurrentHashMap<>();
  private final List<String> refused = java.util.Collections.synchronizedList(new ArrayList<>());
  private final List<Long> millis = java.util.Collections.synchronizedList(new ArrayList<>());

  @Tag("thorough")
  @Test
  void noEvaluationIsRefusedOrLostBesideRunsAndMaintenance() throws Exception {
    assertThat(AssayProcess.hasCommands())
        .as("the command line is packaged: ./mvnw package -DskipTests does that")
        .isTrue();
    deliver(1, "first");
    nightly();
    try (AssayProcess server = AssayProcess.server(folder)) {
      AtomicBoolean goesOn = new AtomicBoolean(true);
      ExecutorService clients = clients(server.port(), goesOn);
      long begun = System.nanoTime();
      for (int night = 2; night == 2 || elapsed(begun) < SECONDS; night++) {
        deliver(night, "edited " + night);
        nightly();
      }
      goesOn.set(false);
      end(clients);
      int evaluations = stored.values().stream().mapToInt(AtomicInteger::get).sum();
      System.out.printf(
          "%d evaluations in %d s, p50 %d ms, p99 %d ms, most %d ms%n",
          evaluations, elapsed(begun), percentile(50), percentile(99), percentile(100));
      assertThat(refused).isEmpty();
      assertThat(evaluations).isGreaterThan(CLIENTS);
      assertComplete();
      nightly();
      assertComplete();
      assertThat(
              number("SELECT count(*) FROM metric_evaluation_history WHERE source_type='manual'"))
          .isGreaterThan(0);
      server.tellToEnd();
      assertThat(server.exitCode()).isEqualTo(143);
    }
  }

  @Test
  void whatWasAnsweredIsThereAfterAKillAndWhatIsUnderWayIsFinishedAtAnOrderlyEnd()
      throws Exception {
    Files.writeString(folder.resolve("assay.yaml"), SETTINGS);
    TestConversations conversations =
        new TestConversations(new Home(folder.resolve("home")).warehouse());
    for (int i = 0; i < CONVERSATIONS; i++) {
      conversations.add(ORG, id(i), true, "hello", "hi");
    }
    conversations.commit();
    for (int kill = 0; kill <= KILLS; kill++) {
      try (AssayProcess server = AssayProcess.server(folder)) {
        AtomicBoolean goesOn = new AtomicBoolean(true);
        int before = stored.values().stream().mapToInt(AtomicInteger::get).sum();
        ExecutorService clients = clients(server.port(), goesOn);
        while (stored.values().stream().mapToInt(AtomicInteger::get).sum() < before + 40) {
          assertThat(server.isAlive()).as(server.end()).isTrue();
          LockSupport.parkNanos(1_000_000);
        }
        if (kill == KILLS) {
          server.tellToEnd();
          assertThat(server.exitCode()).isEqualTo(143);
        } else {
          server.kill();
        }
        goesOn.set(false);
        end(clients);
      }
      assertThat(refused).as("answers of the server").isEmpty();
      stored.forEach(
          (conversation, count) ->
              assertThat(
                      number(
                          "SELECT count(*) FROM metric_evaluation_result WHERE conversation_id='%s'"
                              .formatted(conversation)))
                  .isGreaterThanOrEqualTo(count.get()));
      assertOneCurrent();
    }
  }

  private static final String SETTINGS =
      """
      archives: [archives]
      metrics: metrics.yaml
      server: {rate_limits: {evaluate_metrics: 1000000}}
      """;

  private static final String METRICS =
      """
      metrics:
        - name: Count
          description: How many messages.
          metric_value: {type: numerical, lower_bound: 0, upper_bound: 1000}
          applied_to_services: ["*"]
          evaluator: {type: code, expression: conversation.messages.size()}
      """;

  private static String id(int conversation) {
    return "%024x".formatted(conversation);
  }

  private void deliver(int night, String text) throws IOException {
    Files.writeString(folder.resolve("assay.yaml"), SETTINGS);
    Files.writeString(folder.resolve("metrics.yaml"), METRICS);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < CONVERSATIONS; i++) {
      lines.append(
          """
          {"id":"%s","messages":[{"sender":"user","message":"%s","created_at":"2026-11-01T10:%02d:00Z"},{"sender":"agent","message":"hi","created_at":"2026-11-01T10:%02d:01Z"}]}
          """
              .formatted(id(i), text, night, night));
    }
    Files.createDirectories(folder.resolve("archives"));
    Files.writeString(folder.resolve("archives/%d.jsonl".formatted(night)), lines);
  }

  private void nightly() {
    try (AssayProcess nightly = AssayProcess.nightly(folder)) {
      assertThat(nightly.exitCode()).as(nightly.end()).isZero();
    }
  }

  /** Each key has one current result, and every answer a row. */
  private void assertComplete() {
    assertOneCurrent();
    stored.forEach(
        (conversation, count) ->
            assertThat(
                    number(
                        """
                        SELECT count(DISTINCT id) FROM (
                          SELECT id FROM metric_evaluation_result
                          WHERE source_type = 'manual' AND conversation_id = '%1$s'
                          UNION ALL SELECT id FROM metric_evaluation_history
                          WHERE source_type = 'manual' AND conversation_id = '%1$s')"""
                            .formatted(conversation)))
                .isEqualTo(count.get()));
    assertThat(
            number(
                "SELECT count(DISTINCT conversation_id) FROM current_result WHERE source_type = 'manual'"))
        .isEqualTo(stored.size());
  }

  /** Of each key that has results, whether or not a client heard of them. */
  private void assertOneCurrent() {
    assertThat(
            number(
                """
                SELECT count(*) FROM (
                  SELECT metric_id, conversation_id FROM metric_evaluation_result r
                  LEFT JOIN current_result c USING (metric_id, conversation_id, source_type)
                  WHERE source_type = 'manual'
                  GROUP BY ALL HAVING count(DISTINCT c.id) <> 1)"""))
        .isZero();
  }

  private long number(String sql) {
    return TableQuery.query(
            new Home(folder.resolve("home")).warehouse(), sql, row -> row.getLong(1))
        .get(0);
  }

  /** Half of the clients share a conversation, the others take turns over all. */
  private ExecutorService clients(int port, AtomicBoolean goesOn) {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    Settings settings = SettingsFile.read(folder.resolve("assay.yaml"), folder);
    String metric;
    List<String> tokens = new ArrayList<>();
    try (Database database = new Home(folder.resolve("home")).openCatalog(settings)) {
      MetricStore metrics = new MetricStore(database.dataSource(), Clock.systemUTC());
      metric =
          metrics
              .findByName(ORG, "Count")
              .map(m -> m.id())
              .orElseGet(() -> created(database, port));
      ApiKeys keys = new ApiKeys(database.dataSource(), Clock.systemUTC());
      for (int i = 0; i < CLIENTS; i++) {
        String user = "user " + i;
        tokens.add(signIn(port, user, keys.create(ORG, user, Role.EVALUATOR)));
      }
    }
    long begun = System.nanoTime();
    int first = tickets.get();
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      var unused =
          threads.submit(
              () -> {
                while (goesOn.get()) {
                  int ticket = tickets.getAndIncrement() - first;
                  long at = begun + ticket * TimeUnit.SECONDS.toNanos(1) / EVALUATIONS_A_SECOND;
                  while (System.nanoTime() < at && goesOn.get()) {
                    LockSupport.parkNanos(at - System.nanoTime());
                  }
                  String conversation = id(client % 2 == 0 ? 0 : ticket % CONVERSATIONS);
                  evaluate(port, tokens.get(client), metric, conversation);
                }
              });
    }
    return threads;
  }

  private static String created(Database database, int port) {
    ApiKeys keys = new ApiKeys(database.dataSource(), Clock.systemUTC());
    String token = signIn(port, "maker", keys.create(ORG, "maker", Role.ADMIN));
    HttpResponse<String> made =
        send(
            port,
            "metric/",
            token,
            """
            {"name":"Count","description":"d","metric_value":{"type":"boolean"},
             "evaluator":{"type":"code","expression":"true"}}""");
    return Json.read(made.body()).get("id").stringValue();
  }

  private static String signIn(int port, String user, ApiKeys.Created key) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/v1/%s/user/signin_with_api_key".formatted(port, ORG)))
            .header("x-api-key", key.secret())
            .header("x-api-key-id", key.id())
            .header("x-user-id", user)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      String body = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return Json.read(body).get("id_token").stringValue();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void evaluate(int port, String token, String metric, String conversation) {
    long begun = System.nanoTime();
    try {
      HttpResponse<String> answer =
          send(
              port,
              "metric/evaluate",
              token,
              "{\"metric_ids\":[\"%s\"],\"conversation_id\":\"%s\"}"
                  .formatted(metric, conversation));
      if (answer.statusCode() == 200) {
        stored.computeIfAbsent(conversation, c -> new AtomicInteger()).incrementAndGet();
        millis.add((System.nanoTime() - begun) / 1_000_000);
      } else {
        refused.add(answer.statusCode() + " " + answer.body());
      }
    } catch (IllegalStateException gone) {
      // The server was killed: nothing was answered.
    }
  }

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static HttpResponse<String> send(int port, String path, String token, String body) {
    try {
      return HTTP.send(
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:%d/v1/%s/%s".formatted(port, ORG, path)))
              .timeout(Duration.ofMinutes(1))
              .header("Authorization", "Bearer " + token)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void end(ExecutorService clients) throws InterruptedException {
    clients.shutdown();
    assertThat(clients.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
  }

  private static long elapsed(long begun) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
  }

  private long percentile(int percent) {
    List<Long> sorted = millis.stream().sorted().toList();
    return sorted.isEmpty()
        ? 0
        : sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }
}
