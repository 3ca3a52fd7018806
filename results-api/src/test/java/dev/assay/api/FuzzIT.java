package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.TestServer.Client;
import dev.assay.api.TestServer.Reply;
import dev.assay.api.access.Role;
import dev.assay.api.http.Json;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Random and hostile requests to every route; {@code -Dassay.fuzz.requests=50000} makes more,
 * {@code -Dassay.fuzz.seed=N} others.
 */
class FuzzIT {
  private static final int REQUESTS = Integer.getInteger("assay.fuzz.requests", 1500);
  private static final long SEED = Long.getLong("assay.fuzz.seed", 1);
  private static final int THREADS = 4;

  /** What only the inside of the server knows. */
  private static final Pattern INTERNAL =
      Pattern.compile(
          "(?i)\\bat dev\\.assay|java\\.lang|java\\.util|org\\.springframework|org\\.apache|sqlite|"
              + "postgres|duckdb|SELECT .* FROM (metric|api_)|\\.parquet|_delta_log|warehouse/|"
              + "stack ?trace|NullPointer");

  @TempDir private Path folder;

  @Test
  void noRequestFailsHangsOrTellsOfTheInside() throws Exception {
    Map<Integer, Integer> statuses = new TreeMap<>();
    try (TestServer server = TestServer.start(folder)) {
      Client ann = server.client("acme", "ann", Role.ADMIN);
      List<String> ids = new ArrayList<>(List.of("0".repeat(24), "z", TestConversations.id(1)));
      ids.add(metric(ann, "One"));
      ids.add(metric(ann, "Two"));
      new TestConversations(server.home().warehouse())
          .add("acme", TestConversations.id(1), true, "hello", "hi")
          .commit();
      JsonNode document =
          server.send(HttpRequest.newBuilder(server.uri("/openapi.json")).build()).is(200).json();
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      List<Future<Map<Integer, Integer>>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        RequestFuzz fuzz = new RequestFuzz(document, SEED * THREADS + i, ids);
        all.add(threads.submit(requests(server, ann, fuzz)));
      }
      for (Future<Map<Integer, Integer>> some : all) {
        some.get().forEach((status, count) -> statuses.merge(status, count, Integer::sum));
      }
      threads.shutdown();
      ann.get("metric/").is(200);
    }
    System.out.println("answers by status: " + statuses);
    assertThat(statuses).containsKeys(200, 201, 404, 422);
  }

  private static Callable<Map<Integer, Integer>> requests(
      TestServer server, Client ann, RequestFuzz fuzz) {
    return () -> {
      Map<Integer, Integer> statuses = new TreeMap<>();
      for (int i = 0; i < REQUESTS / THREADS; i++) {
        RequestFuzz.Made made = fuzz.next();
        HttpRequest.Builder request =
            HttpRequest.newBuilder(server.uri(made.path()))
                .timeout(Duration.ofSeconds(60))
                .method(
                    made.method(),
                    made.body().isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(made.body()));
        if (i % 50 != 0) {
          request.header("Authorization", "Bearer " + ann.token());
        }
        Reply reply = server.send(request.build());
        statuses.merge(reply.status(), 1, Integer::sum);
        check(made, reply);
      }
      return statuses;
    };
  }

  private static void check(RequestFuzz.Made made, Reply reply) {
    String what = made + " answered " + reply.status() + " " + reply.response().body();
    assertThat(reply.status() < 500 || reply.status() == 503).as(what).isTrue();
    assertThat(reply.header("X-Injected")).as(what).isEmpty();
    if (reply.status() >= 400) {
      // What a client sent may stand in the answer; the rest must not be of the inside.
      String own = reply.response().body();
      assertThat(INTERNAL.matcher(own).find() && !INTERNAL.matcher(made.toString()).find())
          .as(what)
          .isFalse();
      if (!made.method().equals("HEAD")) {
        assertThat(Json.read(own).has("code")).as(what).isTrue();
      }
    }
    if (!made.method().equals("GET")) {
      assertThat(reply.header("Retry-After")).as(what).isEmpty();
    }
    if (reply.response().body().isEmpty()) {
      assertThat(reply.header("Transfer-Encoding")).as(what).isEmpty();
    }
  }

  private static String metric(Client client, String name) {
    return client
        .post(
            "metric/",
            """
            {"name":"%s","description":"d","metric_value":{"type":"boolean"},
             "evaluator":{"type":"code","expression":"true"}}"""
                .formatted(name))
        .is(201)
        .json()
        .get("id")
        .stringValue();
  }
}
