package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.TestServer.Client;
import dev.assay.api.TestServer.Reply;
import dev.assay.api.TestServer.UserKey;
import dev.assay.api.access.Role;
import dev.assay.api.http.Json;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Texts that end a statement, a pattern or a folder, in each text that a client may send: they are
 * values like any other. Nothing of another organization or of the disk is told, and nothing
 * changes but what was asked for.
 */
class InjectionIT {
  private static final String SECRET = "7f3e9c-of-others";
  private static final String CONVERSATION = TestConversations.id(1);

  @TempDir private Path folder;

  @Test
  void textsAreValuesOfAnEmbeddedCatalog() throws IOException {
    try (TestServer server = TestServer.start(folder)) {
      check(server);
    }
  }

  @Tag("thorough")
  @Test
  void textsAreValuesOfPostgresql() throws IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        TestServer server =
            TestServer.start(
                folder,
                TestServer.UNLIMITED
                    + "catalog: {url: \"jdbc:postgresql://localhost:%d/postgres\", user: postgres}"
                        .formatted(postgres.getPort()))) {
      check(server);
    }
  }

  /** What a hostile client sends. */
  private List<String> texts() {
    Path canary = folder.resolve("canary.txt");
    return List.of(
        "' OR '1'='1",
        "\" OR \"\"=\"",
        "') OR 1=1 --",
        "' UNION SELECT secret_hash FROM api_key --",
        "'; DROP TABLE metric; --",
        "1; DELETE FROM api_key",
        "a' || (SELECT secret_hash FROM api_key LIMIT 1) || '",
        "$$; DROP TABLE metric; $$",
        "\\'; DROP TABLE metric; --",
        "%",
        "_",
        "*:*",
        "org_id:other",
        "| & ! ( ) <-> :*",
        "../../canary.txt",
        "..%2f..%2fcanary.txt",
        "....//....//canary.txt",
        canary.toString(),
        canary.toUri().toString(),
        "${env:PATH}",
        "#{T(java.lang.Runtime)}",
        "%n%s%d");
  }

  private void check(TestServer server) throws IOException {
    Files.writeString(folder.resolve("canary.txt"), SECRET);
    UserKey annsKey = server.key("acme", "ann", Role.ADMIN);
    Client ann = server.as(annsKey);
    Client eve = server.client("other", "eve", Role.ADMIN);
    String own = metric(ann, "Own", "own things").is(201).json().get("id").stringValue();
    String others = metric(eve, SECRET, SECRET).is(201).json().get("id").stringValue();
    new TestConversations(server.home().warehouse())
        .add("acme", CONVERSATION, true, "hello", "hi")
        .add("other", TestConversations.id(2), true, SECRET, SECRET)
        .commit();
    unitTest(eve, SECRET, others).is(201);
    evaluate(ann, own, CONVERSATION, null).is(200);
    evaluate(eve, others, TestConversations.id(2), null).is(200);
    Map<String, String> before = everything(eve);
    Map<String, String> annsBefore = everything(ann);
    List<String> beside = filesBesideTheHome();

    refusedAtTheDoor(server, annsKey);
    JsonNode document =
        server.send(HttpRequest.newBuilder(server.uri("/openapi.json")).build()).is(200).json();
    int asked = 0;
    for (String text : texts()) {
      asked += read(document, ann, text);
      write(ann, own, text);
    }

    assertThat(asked).isGreaterThan(20 * texts().size());
    assertThat(everything(eve)).isEqualTo(before);
    assertThat(everything(server.as(annsKey))).isEqualTo(annsBefore);
    assertThat(filesBesideTheHome()).isEqualTo(beside);
    assertThat(folder.resolve("canary.txt")).hasContent(SECRET);
  }

  /** In each part of a sign-in that HTTP lets through. */
  private void refusedAtTheDoor(TestServer server, UserKey key) {
    for (String text : texts()) {
      for (int place = 0; place < 3; place++) {
        UserKey wrong =
            new UserKey(
                key.org(),
                place == 0 ? text : key.user(),
                place == 1 ? text : key.id(),
                place == 2 ? text : key.secret());
        assertThat(server.signIn(wrong).status()).as("%s at %d", text, place).isEqualTo(401);
      }
    }
  }

  /** Gives a text to each parameter of each list, and to each place in the path of any route. */
  private static int read(JsonNode document, Client client, String text) {
    int asked = 0;
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      String route = path.getKey().replace("/v1/{organization}/", "");
      if (route.startsWith("/") || route.startsWith("user/")) {
        continue;
      }
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        String method = operation.getKey().toUpperCase(Locale.ROOT);
        if (route.contains("{id}")) {
          refused(
              client.call(method, route.replace("{id}", RequestFuzz.encoded(text)), null),
              text,
              route);
          asked++;
        }
        if (!method.equals("GET") || route.contains("{id}")) {
          continue;
        }
        refused(client.in(RequestFuzz.encoded(text)).get(route), text, route);
        for (JsonNode parameter : operation.getValue().path("parameters")) {
          JsonNode known = RequestFuzz.resolved(document, parameter);
          if (known.get("in").stringValue().equals("query")) {
            String name = known.get("name").stringValue();
            Reply reply = client.get(route + "?" + name + "=" + RequestFuzz.encoded(text));
            told(reply, text, route + " " + name);
            if (name.equals("query")) {
              assertThat(reply.is(200).json().get("metrics").isEmpty())
                  .as("%s finds nothing", text)
                  .isTrue();
            }
            asked++;
          }
        }
      }
    }
    return asked;
  }

  /** Gives a text to each place of the bodies; what is taken is kept to the letter. */
  private static void write(Client client, String metric, String text) {
    Reply made = metric(client, text, text);
    told(made, text, "a metric");
    JsonNode stored =
        client.get("metric/" + made.is(201).json().get("id").stringValue()).is(200).json();
    assertThat(stored.get("name").stringValue()).isEqualTo(text);
    assertThat(stored.get("description").stringValue()).isEqualTo(text);
    client.delete("metric/" + stored.get("id").stringValue()).is(200);
    Reply test = unitTest(client, text, metric);
    told(test, text, "a unit test");
    client.delete("simulation/unit_test/" + test.is(201).json().get("id").stringValue()).is(200);

    refused(evaluate(client, text, CONVERSATION, null), text, "a metric's id");
    refused(evaluate(client, metric, text, null), text, "a conversation's id");
    refused(evaluate(client, metric, CONVERSATION, text), text, "an interaction's id");
    refused(unitTest(client, "t", text), text, "a criterion's metric");
    Reply expression =
        client.post(
            "metric/",
            """
            {"name":"x","description":"d","metric_value":{"type":"boolean"},
             "evaluator":{"type":"code","expression":%s}}"""
                .formatted(Json.text(text)));
    refused(expression, text, "an expression");
  }

  private static void refused(Reply reply, String text, String place) {
    told(reply, text, place);
    assertThat(reply.status()).as("%s in %s", text, place).isBetween(400, 499);
  }

  private static void told(Reply reply, String text, String place) {
    String what = "%s in %s: %d %s".formatted(text, place, reply.status(), reply.response().body());
    assertThat(reply.status()).as(what).isLessThan(500);
    assertThat(reply.response().body()).as(what).doesNotContain(SECRET, "$2a$");
  }

  /** All that an organization has. */
  private static Map<String, String> everything(Client client) {
    Map<String, String> all = new TreeMap<>();
    for (String route :
        List.of("metric/", "simulation/unit_test/", "metric/metric_evaluation_result/?limit=500")) {
      all.put(route, client.get(route).is(200).response().body());
    }
    return all;
  }

  private List<String> filesBesideTheHome() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !file.startsWith(folder.resolve("home")))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }

  private static Reply metric(Client client, String name, String description) {
    return client.post(
        "metric/",
        """
        {"name":%s,"description":%s,"metric_value":{"type":"boolean"},
         "evaluator":{"type":"code","expression":"true"}}"""
            .formatted(Json.text(name), Json.text(description)));
  }

  private static Reply unitTest(Client client, String name, String metric) {
    return client.post(
        "simulation/unit_test/",
        """
        {"name":%s,"service_id":"%s","success_criterions":[{"name":"c","metric_id":%s,
         "criterion":{"type":"boolean","expected_value":true}}]}"""
            .formatted(Json.text(name), "5".repeat(24), Json.text(metric)));
  }

  private static Reply evaluate(
      Client client, String metric, String conversation, @Nullable String interaction) {
    List<String> fields =
        new ArrayList<>(
            List.of(
                "\"metric_ids\":[%s]".formatted(Json.text(metric)),
                "\"conversation_id\":" + Json.text(conversation)));
    if (interaction != null) {
      fields.add("\"evaluate_to_interaction_id\":" + Json.text(interaction));
    }
    return client.post("metric/evaluate", "{" + String.join(",", fields) + "}");
  }
}
