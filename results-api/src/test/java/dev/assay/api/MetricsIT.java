package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.TestServer.Client;
import dev.assay.api.TestServer.Reply;
import dev.assay.api.access.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The routes of metrics, each test in an organization of its own. */
class MetricsIT {
  private static final String SERVICE = "5".repeat(24);
  private static final String OTHER_SERVICE = "6".repeat(24);
  private static final String UNKNOWN = "0".repeat(24);

  private static TestServer server;

  private String org;
  private Client ann;

  @BeforeAll
  static void start() {
    server = TestServer.shared();
  }

  @BeforeEach
  void signIn(TestInfo test) {
    org = "org-" + test.getDisplayName().replaceAll("[^A-Za-z0-9]", "") + "-" + test.hashCode();
    ann = server.client(org, "ann", Role.ADMIN);
  }

  @Test
  void aMetricIsCreatedInEitherDialectAndReadInBoth() {
    String first =
        id(
            ann.post(
                "metric/",
                """
                {"name": " Politeness ", "description": " True when polite. ",
                 "metric_value": {"type": "boolean"}, "applied_to_services": ["%s"],
                 "additional_notes": "for people", "sampling_rate": 0.25, "tags": {"area": "tone", "draft": null},
                 "something_unknown": 1}
                """
                    .formatted(SERVICE)));
    String second =
        id(
            ann.post(
                "metric",
                """
                {"name": "Effort", "initial_version_metric_value": {"description": "How hard.",
                 "metric_value": {"type": "numerical", "lower_bound": 1, "upper_bound": 10}}}
                """));

    JsonNode politeness = ann.get("metric/" + first + "/").is(200).json();
    assertThat(text(politeness, "id")).isEqualTo(first);
    assertThat(text(politeness, "org_id")).isEqualTo(org);
    assertThat(text(politeness, "name")).isEqualTo("Politeness");
    assertThat(text(politeness, "description")).isEqualTo("True when polite.");
    assertThat(politeness.get("metric_value")).hasToString("{\"type\":\"boolean\"}");
    assertThat(text(politeness, "metric_value_type")).isEqualTo("boolean");
    assertThat(politeness.get("latest_version").intValue()).isEqualTo(1);
    assertThat(politeness.get("applied_to_services")).hasToString("[\"%s\"]".formatted(SERVICE));
    assertThat(text(politeness, "additional_notes")).isEqualTo("for people");
    assertThat(politeness.get("tags"))
        .hasToString("[{\"key\":\"area\",\"value\":\"tone\"},{\"key\":\"draft\",\"value\":null}]");
    assertThat(politeness.get("sampling_rate").doubleValue()).isEqualTo(0.25);
    assertThat(politeness.get("creator"))
        .hasToString("{\"org_id\":\"%s\",\"user_id\":\"ann\"}".formatted(org));
    assertThat(politeness.get("updated_by")).isEqualTo(politeness.get("creator"));
    assertThat(politeness.get("is_deleted").booleanValue()).isFalse();
    assertThat(text(politeness, "created_at")).endsWith("Z");
    assertThat(Instant.parse(text(politeness, "updated_at"))).isBeforeOrEqualTo(Instant.now());
    assertThat(text(politeness.get("evaluator"), "type")).isEqualTo("judge");
    JsonNode effort = ann.get("metric/" + second).is(200).json();
    assertThat(effort.get("metric_value"))
        .hasToString("{\"lower_bound\":1,\"type\":\"numerical\",\"upper_bound\":10}");
    assertThat(effort.get("applied_to_services").isEmpty()).isTrue();
    assertThat(effort.get("additional_notes").isNull()).isTrue();
    assertThat(effort.get("tags").isEmpty()).isTrue();
    assertThat(effort.get("sampling_rate").doubleValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{}|body.name|missing",
        "{'name':'x','description':'d'}|body.metric_value|missing",
        "{'name':'x','metric_value':{'type':'boolean'}}|body.description|missing",
        "{'name':'  ','description':'d','metric_value':{'type':'boolean'}}|body.name|string_too_short",
        "{'name':7,'description':'d','metric_value':{'type':'boolean'}}|body.name|string_type",
        "{'name':'x','description':'d','metric_value':{'type':'odd'}}|body.metric_value.type|union_tag_invalid",
        "{'name':'x','description':'d','metric_value':{'type':'numerical','lower_bound':2,'upper_bound':2}}|body.metric_value.upper_bound|greater_than",
        "{'name':'x','description':'d','metric_value':{'type':'numerical','lower_bound':-1e999,'upper_bound':2}}|body.metric_value.lower_bound|finite_number",
        "{'name':'x','description':'d','metric_value':{'type':'numerical','lower_bound':1}}|body.metric_value.upper_bound|missing",
        "{'name':'x','description':'d','metric_value':{'type':'categorical','categories':[]}}|body.metric_value.categories|list_length",
        "{'name':'x','description':'d','metric_value':{'type':'categorical','categories':['a',' a ']}}|body.metric_value.categories.1|unique_items",
        "{'name':'x','description':'d','metric_value':{'type':'boolean'},'applied_to_services':['no id']}|body.applied_to_services.0|id",
        "{'name':'x','description':'d','metric_value':{'type':'boolean'},'tags':{'a-b':'c'}}|body.tags|invalid_definition",
        "{'name':'x','description':'d','metric_value':{'type':'boolean'},'tags':{'a':7}}|body.tags.a|string_type",
        "{'name':'x','description':'d','metric_value':{'type':'boolean'},'sampling_rate':0}|body.sampling_rate|invalid_definition",
        "{'name':'x','description':'d','metric_value':{'type':'boolean'},'sampling_rate':'half'}|body.sampling_rate|finite_number",
        "{'name':'x','description':'d','metric_value':{'type':'boolean'},'initial_version_metric_value':{'description':'d','metric_value':{'type':'boolean'}}}|body.description|ambiguous",
        "{'name':'x','description':'d','metric_value':{'type':'boolean'},'evaluator':{'type':'code','expression':'nonsense('}}|body.evaluator.expression|invalid_evaluator",
        "{'name':'x','description':'d','metric_value':{'type':'boolean'},'evaluator':{'type':'oracle'}}|body.evaluator.type|invalid_evaluator",
        "[1]|body|object_type",
        "{|body|json_invalid",
        "{} {}|body|json_invalid"
      })
  void aWrongBodyIsToldEveryPlace(String body, String place, String type) {
    Reply reply = ann.post("metric/", body.replace('\'', '"')).is(422);

    assertThat(reply.code()).isEqualTo("invalid_request");
    assertThat(reply.json().get("detail"))
        .anySatisfy(
            problem -> {
              assertThat(
                      String.join(".", items(problem.get("loc")).map(JsonNode::asString).toList()))
                  .isEqualTo(place);
              assertThat(text(problem, "type")).isEqualTo(type);
              assertThat(text(problem, "msg")).isNotBlank();
            });
    assertThat(ann.get("metric/").is(200).json().get("metrics").isEmpty()).isTrue();
  }

  @Test
  void aBodyThatIsTooLongIsRefused() {
    assertThat(ann.post("metric/", "\"" + "x".repeat(1 << 20) + "\"").is(413).code())
        .isEqualTo("body_too_large");
  }

  @Test
  void aNameIsTakenUntilItsMetricIsDeleted() {
    String id = id(ann.post("metric/", yesNo("Same")));
    assertThat(ann.post("metric/", yesNo("Same")).is(409).code()).isEqualTo("name_taken");

    Reply deleted = ann.delete("metric/" + id + "/").is(200);

    assertThat(deleted.response().body()).isEqualTo("null");
    assertThat(deleted.header("Content-Length")).isEqualTo("4");
    assertThat(deleted.header("Transfer-Encoding")).isEmpty();
    assertThat(ann.delete("metric/" + id + "/").is(404).code()).isEqualTo("metric_not_found");
    assertThat(ann.post("metric/" + id + "/", "{}").status()).isEqualTo(404);
    assertThat(ann.post("metric/" + id + "/version/?version=2", version("d")).status())
        .isEqualTo(404);
    assertThat(id(ann.post("metric/", yesNo("Same")))).isNotEqualTo(id);
    assertThat(ann.get("metric/" + id).is(200).json().get("is_deleted").booleanValue()).isTrue();
    assertThat(ann.get("metric/" + id + "/version").is(200).json().get("metric_versions").size())
        .isEqualTo(1);
  }

  @Test
  void anUpdateMakesAVersionWhenWhatIsMeasuredChanges() {
    String id = id(ann.post("metric/", yesNo("Greeting")));

    Reply same = ann.post("metric/" + id + "/", "{\"description\": \"d\"}").is(200);
    assertThat(same.response().body()).isEqualTo("null");
    assertThat(same.header("Content-Length")).isEqualTo("4");
    assertThat(latest(id)).isEqualTo(1);
    ann.post("metric/" + id + "/", "{\"additional_notes\": \"n\", \"tags\": {\"a\": \"b\"}}")
        .is(200);
    assertThat(latest(id)).isEqualTo(1);
    ann.post("metric/" + id + "/", "{\"sampling_rate\": 0.5}").is(200);
    assertThat(ann.get("metric/" + id).json().get("sampling_rate").doubleValue()).isEqualTo(0.5);
    assertThat(latest(id)).isEqualTo(1);
    assertThat(ann.post("metric/" + id + "/", "{\"sampling_rate\": 1.5}").status()).isEqualTo(422);
    ann.post(
            "metric/" + id + "/",
            "{\"description\": \"new\", \"metric_value\": null, \"tags\": null, \"name\": null}")
        .is(200);
    assertThat(latest(id)).isEqualTo(2);
    JsonNode metric = ann.get("metric/" + id).json();
    assertThat(metric.get("tags").size()).isEqualTo(1);
    assertThat(text(metric, "additional_notes")).isEqualTo("n");
    ann.post("metric/" + id + "/", "{\"additional_notes\": null}").is(200);
    assertThat(ann.get("metric/" + id).json().get("additional_notes").isNull()).isTrue();

    assertThat(ann.post("metric/" + id, "{\"name\": \"Other\"}").is(400).code())
        .isEqualTo("name_changed");
    assertThat(
            ann.post(
                    "metric/" + id,
                    "{\"metric_value\": {\"type\": \"categorical\", \"categories\": [\"a\"]}}")
                .is(400)
                .code())
        .isEqualTo("value_type_changed");
    assertThat(ann.post("metric/" + UNKNOWN, "{}").status()).isEqualTo(404);
    assertThat(ann.post("metric/NOT-AN-ID", "{}").status()).isEqualTo(422);
    assertThat(latest(id)).isEqualTo(2);
  }

  @Test
  void versionsAreCreatedByNumberAndListedByRange() {
    String id = id(ann.post("metric/", yesNo("Versions")));
    for (int next = 2; next <= 13; next++) {
      Reply made = ann.post("metric/" + id + "/version/?version=" + next, version("d")).is(201);
      assertThat(made.json()).hasToString("{\"version\":%d}".formatted(next));
    }
    Reply late = ann.post("metric/" + id + "/version/?version=13", version("d")).is(409);
    assertThat(late.code()).isEqualTo("version_conflict");
    assertThat(late.json().get("detail")).hasToString("{\"next_version\":14}");
    assertThat(ann.post("metric/" + id + "/version/", version("d")).status()).isEqualTo(422);
    assertThat(
            ann.post(
                    "metric/" + id + "/version?version=14",
                    "{\"description\":\"d\",\"metric_value\":{\"type\":\"categorical\",\"categories\":[\"a\"]}}")
                .is(400)
                .code())
        .isEqualTo("value_type_changed");

    assertThat(versions(id, "version=3")).containsExactly(3);
    assertThat(versions(id, "version=latest")).containsExactly(13);
    assertThat(versions(id, "version=2-5&sort_by=-version")).containsExactly(5, 4, 3, 2);
    assertThat(versions(id, "version=12-latest&sort_by=+version")).containsExactly(12, 13);
    assertThat(versions(id, "version=20")).isEmpty();
    assertThat(versions(id, "limit=0")).isEmpty();
    for (String wrong : List.of("version=0", "version=5-2", "version=x", "limit=11", "limit=-1")) {
      assertThat(ann.get("metric/" + id + "/version?" + wrong).status()).isEqualTo(422);
    }
    assertThat(ann.get("metric/" + UNKNOWN + "/version").status()).isEqualTo(404);

    JsonNode first = ann.get("metric/" + id + "/version").is(200).json();
    assertThat(first.get("metric_versions").size()).isEqualTo(10);
    assertThat(first.get("has_more").booleanValue()).isTrue();
    ann.post("metric/" + id + "/version/?version=14", version("d")).is(201);
    JsonNode second =
        ann.get("metric/" + id + "/version?continuation_token=" + token(first)).is(200).json();
    assertThat(numbers(second)).containsExactly(11, 12, 13);
    assertThat(second.get("has_more").booleanValue()).isFalse();
    assertThat(second.get("continuation_token").isNull()).isTrue();
    JsonNode version = first.get("metric_versions").get(0);
    assertThat(version.propertyNames())
        .containsExactlyInAnyOrder(
            "metric_id",
            "version",
            "description",
            "metric_value",
            "evaluator",
            "creator",
            "created_at");
  }

  @Test
  void aListIsFiltered() {
    String polite =
        id(
            ann.post(
                "metric/",
                """
                {"name":"Polite","description":"d","metric_value":{"type":"boolean"},
                 "applied_to_services":["%s"],"tags":{"area":"tone","state":null}}
                """
                    .formatted(SERVICE)));
    String effort =
        id(
            ann.post(
                "metric/",
                """
                {"name":"Effort","description":"d","applied_to_services":["*"],"tags":{"area":"work"},
                 "metric_value":{"type":"numerical","lower_bound":0,"upper_bound":1}}
                """));
    Client bob = server.client(org, "bob", Role.EDITOR);
    String ending =
        id(
            bob.post(
                "metric/",
                """
                {"name":"Ending","description":"d",
                 "metric_value":{"type":"categorical","categories":["a","b"]}}
                """));
    String gone = id(ann.post("metric/", yesNo("Gone")));
    ann.delete("metric/" + gone).is(200);

    assertThat(listed("")).containsExactly(ending, effort, polite);
    assertThat(listed("sort_by=+updated_at")).containsExactly(polite, effort, ending);
    assertThat(listed("sort_by=%2Bupdated_at")).containsExactly(polite, effort, ending);
    assertThat(listed("type=boolean&type=categorical")).containsExactly(ending, polite);
    assertThat(listed("applied_to_service=" + SERVICE)).containsExactly(effort, polite);
    assertThat(listed("applied_to_service=" + OTHER_SERVICE)).containsExactly(effort);
    assertThat(listed("creator=%s,bob".formatted(org))).containsExactly(ending);
    assertThat(listed("tag=area:tone")).containsExactly(polite);
    assertThat(listed("tag=area:*")).containsExactly(effort, polite);
    assertThat(listed("tag=area:*&tag=state:")).containsExactly(polite);
    assertThat(listed("tag=state:x")).isEmpty();
    assertThat(listed("is_deleted=true")).containsExactly(gone, ending, effort, polite);
    assertThat(listed("is_deleted=false")).containsExactly(ending, effort, polite);
    assertThat(listed("id=" + gone)).containsExactly(gone);
    assertThat(listed("id=%s&is_deleted=false".formatted(gone))).isEmpty();
    assertThat(listed("id=%s&id=%s&type=boolean".formatted(polite, effort)))
        .containsExactly(polite);
    JsonNode first = ann.get("metric/").is(200).json();
    assertThat(first.get("filter_values").get("types"))
        .hasToString("[\"boolean\",\"categorical\",\"numerical\"]");
    assertThat(first.get("filter_values").get("applied_to_services_ids"))
        .hasToString("[\"*\",\"%s\"]".formatted(SERVICE));
    assertThat(first.get("filter_values").get("creators").size()).isEqualTo(2);
    assertThat(first.get("filter_values").get("tags").size()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=51",
        "limit=-1",
        "limit=x",
        "limit=1&limit=2",
        "sort_by=name",
        "sort_by=-updated_at&sort_by=-updated_at",
        "id=x",
        "type=odd",
        "type=boolean&type=boolean",
        "is_deleted=maybe",
        "creator=ann",
        "tag=area",
        "tag=:x",
        "continuation_token=x",
        "continuation_token=-1",
        "continuation_token=9007199254740992"
      })
  void aWrongParameterIsRefused(String query) {
    Reply reply = ann.get("metric/?" + query).is(422);
    assertThat(reply.json().get("detail").get(0).get("loc").get(0).stringValue())
        .isEqualTo("query");
  }

  @Test
  void pagesShowEachMetricOfTheFirstPagesMomentOnce() {
    List<String> before = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      before.add(id(ann.post("metric/", yesNo("Metric " + i))));
    }
    JsonNode page = ann.get("metric/?limit=2&sort_by=+updated_at").is(200).json();
    List<String> seen = new ArrayList<>(ids(page));
    long firstToken = token(page);

    ann.post("metric/" + before.get(3), "{\"description\":\"moved to the end\"}").is(200);
    ann.delete("metric/" + before.get(4)).is(200);
    ann.post("metric/", yesNo("Too late")).is(201);
    while (page.get("has_more").booleanValue()) {
      page =
          ann.get("metric/?limit=2&sort_by=+updated_at&continuation_token=" + token(page))
              .is(200)
              .json();
      assertThat(page.get("filter_values").isNull()).isTrue();
      seen.addAll(ids(page));
    }

    assertThat(seen).containsExactlyElementsOf(before);
    assertThat(
            ids(
                ann.get("metric/?limit=3&sort_by=+updated_at&continuation_token=" + firstToken)
                    .json()))
        .as("a token may be sent again, with another size")
        .containsExactly(before.get(2), before.get(3), before.get(4));
    assertThat(ann.get("metric/?continuation_token=" + firstToken).status())
        .as("without the sort order that gave it")
        .isEqualTo(422);
    Client bob = server.client(org, "bob", Role.ADMIN);
    assertThat(
            bob.get("metric/?sort_by=+updated_at&continuation_token=" + firstToken).is(400).code())
        .isEqualTo("snapshot_expired");
    JsonNode none = ann.get("metric/?limit=0").is(200).json();
    assertThat(none.get("metrics").isEmpty()).isTrue();
    assertThat(none.get("has_more").booleanValue()).isFalse();
    assertThat(none.get("continuation_token").isNull()).isTrue();
  }

  @Test
  void aSearchRanksNamesAboveDescriptions() {
    String byDescription =
        id(ann.post("metric/", yesNo("Tone", "Whether the agent apologises to the customer.")));
    String byName = id(ann.post("metric/", yesNo("Apology given", "Whether the agent is sorry.")));
    String both = id(ann.post("metric/", yesNo("Customer apology", "The agent apologises.")));
    String gone = id(ann.post("metric/", yesNo("Apology", "apology")));
    ann.delete("metric/" + gone).is(200);

    JsonNode found = ann.get("metric/search/?query=customer+apology").is(200).json();
    assertThat(found.propertyNames()).containsExactly("metrics");
    assertThat(ids(found)).startsWith(both).contains(byName, byDescription).doesNotContain(gone);
    assertThat(text(found.get("metrics").get(0), "_id")).isEqualTo(both);
    assertThat(ids(ann.get("metric/search?query=apology").json()).indexOf(byDescription))
        .isNotZero();
    ann.post("metric/" + byDescription, "{\"description\":\"Something else\"}").is(200);
    assertThat(ids(ann.get("metric/search?query=apologises").json()))
        .as("by the latest description")
        .doesNotContain(byDescription);
    assertThat(ids(ann.get("metric/search?query=customer+apology&type=numerical").json()))
        .isEmpty();
    assertThat(ids(ann.get("metric/search?query=name:*+OR+(").json())).isEmpty();
    assertThat(ann.get("metric/search").status()).isEqualTo(422);
    assertThat(ann.get("metric/search?query=%20").status()).isEqualTo(422);
  }

  @Test
  void permissionsDecideCallByCall() {
    String id = id(ann.post("metric/", yesNo("Mine")));
    Client viewer = server.client(org, "vic", Role.VIEWER);
    Client publisher = server.client(org, "pat", Role.PUBLISHER);

    for (Reply refused :
        List.of(
            viewer.post("metric/", yesNo("No")),
            viewer.post("metric/" + id, "{}"),
            viewer.post("metric/" + id + "/version?version=2", version("d")),
            viewer.delete("metric/" + id),
            publisher.get("metric/" + id),
            publisher.get("metric/" + id + "/version"))) {
      assertThat(refused.is(403).code()).isEqualTo("missing_permission");
    }
    assertThat(ids(viewer.get("metric/").json())).containsExactly(id);
    assertThat(ids(publisher.get("metric/").is(200).json())).isEmpty();
    assertThat(ids(publisher.get("metric/search?query=mine").is(200).json())).isEmpty();
    assertThat(publisher.post("metric/", yesNo("Published")).status()).isEqualTo(201);
  }

  @Test
  void noOrganizationSeesAnothers() {
    String id = id(ann.post("metric/", yesNo("Secret")));
    Client stranger = server.client(org + "-other", "eve", Role.ADMIN);

    assertThat(stranger.get("metric/" + id).status()).isEqualTo(404);
    assertThat(stranger.post("metric/" + id, "{}").status()).isEqualTo(404);
    assertThat(stranger.delete("metric/" + id).status()).isEqualTo(404);
    assertThat(ids(stranger.get("metric/?id=" + id).json())).isEmpty();
    assertThat(ids(stranger.get("metric/search?query=secret").json())).isEmpty();
    assertThat(stranger.in(org).get("metric/" + id).status()).isEqualTo(403);
  }

  private static String yesNo(String name) {
    return yesNo(name, "d");
  }

  private static String yesNo(String name, String description) {
    return "{\"name\":\"%s\",\"description\":\"%s\",\"metric_value\":{\"type\":\"boolean\"}}"
        .formatted(name, description);
  }

  private static String version(String description) {
    return "{\"description\":\"%s\",\"metric_value\":{\"type\":\"boolean\"}}"
        .formatted(description);
  }

  private static String id(Reply reply) {
    return text(reply.is(201).json(), "id");
  }

  private int latest(String id) {
    return ann.get("metric/" + id).is(200).json().get("latest_version").intValue();
  }

  private List<Integer> versions(String id, String query) {
    return numbers(ann.get("metric/" + id + "/version?" + query).is(200).json());
  }

  private static List<Integer> numbers(JsonNode page) {
    return items(page.get("metric_versions")).map(v -> v.get("version").intValue()).toList();
  }

  private List<String> listed(String query) {
    return ids(ann.get("metric/?" + query).is(200).json());
  }

  private static List<String> ids(JsonNode page) {
    return items(page.get("metrics")).map(metric -> text(metric, "id")).toList();
  }

  private static long token(JsonNode page) {
    return page.get("continuation_token").longValue();
  }

  private static String text(JsonNode node, String field) {
    return node.get(field).stringValue();
  }

  private static Stream<JsonNode> items(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
