package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.TestServer.Client;
import dev.assay.api.TestServer.Reply;
import dev.assay.api.access.Role;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The route of manual evaluation. */
class EvaluateIT {
  private static final String ROUTE = "metric/evaluate";
  private static final String CONVERSATION = TestConversations.id(1);
  private static final String UNFINISHED = TestConversations.id(2);
  private static final String EMPTY = TestConversations.id(3);

  private static TestServer server;
  private static Warehouse warehouse;
  private static int organizations;

  private String org;
  private Client ann;

  @BeforeAll
  static void start() {
    server = TestServer.shared();
    warehouse = server.home().warehouse();
  }

  @BeforeEach
  void signIn() {
    org = "evaluating-" + ++organizations;
    ann = server.client(org, "ann", Role.ADMIN);
  }

  @Test
  void aManualResultIsAnsweredStoredAndReplacesTheOneBeforeWhateverItsVersion() {
    conversations();
    String count = metric("Count", NUMBER, "conversation.messages.size()");
    String none = metric("None", "{\"type\":\"boolean\"}", "null");
    String word =
        metric(
            "Word",
            "{\"type\":\"categorical\",\"categories\":[\"mail\",\"web\"]}",
            "conversation.tags['channel']");

    JsonNode first = evaluate(List.of(word, count, none), CONVERSATION, null).is(200).json();

    assertThat(first.get("metrics").get(0))
        .hasToString(
            """
            {"metric_id":"%s","name":"Word","metric_version":1,"value":"mail","result":"mail",\
            "references":[],"justification":null}"""
                .formatted(word));
    assertThat(first.get("metrics").get(1).get("value").doubleValue()).isEqualTo(4);
    assertThat(first.get("metrics").get(2).get("value").isNull()).isTrue();
    ann.post(
            "metric/" + count,
            "{\"evaluator\":{\"type\":\"code\",\"expression\":\"conversation.messages.size() + 1\"}}")
        .is(200);
    JsonNode second = evaluate(List.of(count), CONVERSATION, null).is(200).json();
    assertThat(second.get("metrics").get(0).get("metric_version").intValue()).isEqualTo(2);
    List<JsonNode> current = results("metric_id=" + count);
    assertThat(current).hasSize(1);
    assertThat(current.get(0).get("result").doubleValue()).isEqualTo(5);
    assertThat(current.get(0).get("source"))
        .hasToString(
            """
            {"type":"manual","conversation_id":"%s","evaluate_to_interaction_id":null,\
            "invoked_by":{"org_id":"%s","user_id":"ann"},"references":[]}"""
                .formatted(CONVERSATION, org));
    assertThat(rows("SELECT metric_version, replaces IS NULL FROM metric_evaluation_result", count))
        .containsExactly("1|true", "2|false");
  }

  @Test
  void aConversationIsEvaluatedUpToAnInteraction() {
    conversations();
    String count = metric("Count", NUMBER, "conversation.messages.size()");

    JsonNode prefix = evaluate(List.of(count), CONVERSATION, "i0").is(200).json();
    JsonNode whole = evaluate(List.of(count), CONVERSATION, "i1").is(200).json();

    assertThat(prefix.get("metrics").get(0).get("value").doubleValue()).isEqualTo(2);
    assertThat(whole.get("metrics").get(0).get("value").doubleValue()).isEqualTo(4);
    assertThat(
            rows(
                "SELECT evaluate_to_interaction_id, count(DISTINCT content_hash) OVER ()"
                    + " FROM metric_evaluation_result",
                count))
        .containsExactly("i0|2", "i1|2");
    assertThat(evaluate(List.of(count), CONVERSATION, "i9").is(404).code())
        .isEqualTo("interaction_not_found");
  }

  @Test
  void whatCannotBeEvaluatedIsRefused() {
    conversations();
    String count = metric("Count", NUMBER, "conversation.messages.size()");
    String gone = metric("Gone", NUMBER, "1");
    ann.delete("metric/" + gone).is(200);

    assertThat(evaluate(List.of(count), UNFINISHED, null).is(400).code())
        .isEqualTo("conversation_not_finished");
    assertThat(evaluate(List.of(count), EMPTY, null).is(400).code())
        .isEqualTo("conversation_has_no_interactions");
    assertThat(evaluate(List.of(count), TestConversations.id(99), null).is(404).code())
        .isEqualTo("conversation_not_found");
    assertThat(evaluate(List.of(gone), CONVERSATION, null).is(404).code())
        .isEqualTo("metric_not_found");
    assertThat(evaluate(List.of("f".repeat(24)), CONVERSATION, null).is(404).code())
        .isEqualTo("metric_not_found");
    assertThat(rows("SELECT id FROM metric_evaluation_result", count)).isEmpty();
  }

  @Test
  void aFailureIsToldAndNeverStoredAsAValueWhileTheOthersAre() {
    conversations();
    String good = metric("Good", NUMBER, "1");
    String bad = metric("Bad", NUMBER, "conversation.messages.size() / 0");
    String judged = judged("Judged");

    Reply reply = evaluate(List.of(bad, good, judged), CONVERSATION, null).is(503);

    assertThat(reply.code()).isEqualTo("evaluation_failed");
    assertThat(reply.header("Retry-After")).isEmpty();
    JsonNode detail = reply.json().get("detail");
    assertThat(detail).hasSize(2);
    assertThat(detail.get(0).get("metric_id").stringValue()).isEqualTo(bad);
    assertThat(detail.get(0).get("code").stringValue()).isEqualTo("divide_by_zero");
    assertThat(detail.get(1).get("code").stringValue()).isEqualTo("judge_not_configured");
    assertThat(results("source_type=manual"))
        .extracting(result -> result.get("metric_id").stringValue())
        .containsExactly(good);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | metric_ids",
        "{\"metric_ids\":[],\"conversation_id\":\"000000000000000000000001\"} | metric_ids",
        "{\"metric_ids\":[\"x\"],\"conversation_id\":\"000000000000000000000001\"} | metric_ids",
        "{\"metric_ids\":\"x\",\"conversation_id\":\"000000000000000000000001\"} | metric_ids",
        "{\"metric_ids\":[\"000000000000000000000001\",\"000000000000000000000001\"],\"conversation_id\":\"000000000000000000000001\"} | metric_ids",
        "{\"metric_ids\":[\"000000000000000000000001\"],\"conversation_id\":\"' OR 1=1\"} | conversation_id",
        "{\"metric_ids\":[\"000000000000000000000001\"],\"conversation_id\":\"000000000000000000000001\",\"evaluate_to_interaction_id\":7} | evaluate_to_interaction_id",
      })
  void aWrongBodyIsToldItsPlace(String body, String place) {
    Reply reply = ann.post(ROUTE, body).is(422);
    assertThat(reply.json().get("detail").get(0).get("loc").get(1).stringValue()).isEqualTo(place);
  }

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      names = {"VIEWER", "PUBLISHER"})
  void whoMayNotEvaluateIsRefused(Role role) {
    Client other = server.client("other-" + role, "bob", role);
    assertThat(other.post(ROUTE, "{}").is(403).code()).isEqualTo("missing_permission");
  }

  @Test
  void noOrganizationEvaluatesAnothersConversationOrMetric() {
    conversations();
    String own = metric("Own", NUMBER, "1");
    Client eve = server.client("eve-" + organizations, "eve", Role.ADMIN);
    String hers = metric(eve, "Hers", "{\"type\":\"code\",\"expression\":\"1\"}");

    assertThat(eve.post(ROUTE, body(List.of(own), CONVERSATION, null)).is(404).code())
        .isEqualTo("metric_not_found");
    assertThat(eve.post(ROUTE, body(List.of(hers), CONVERSATION, null)).is(404).code())
        .isEqualTo("conversation_not_found");
  }

  private static final String NUMBER =
      "{\"type\":\"numerical\",\"lower_bound\":0,\"upper_bound\":100}";

  private void conversations() {
    new TestConversations(warehouse)
        .add(org, CONVERSATION, true, "hello", "hi", "it's late", "sorry")
        .add(org, UNFINISHED, false, "hello", "hi")
        .add(org, EMPTY, true)
        .commit();
  }

  private Reply evaluate(List<String> metrics, String conversation, @Nullable String interaction) {
    return ann.post(ROUTE, body(metrics, conversation, interaction));
  }

  private static String body(
      List<String> metrics, String conversation, @Nullable String interaction) {
    return "{\"metric_ids\":[\"%s\"],\"conversation_id\":\"%s\",\"evaluate_to_interaction_id\":%s}"
        .formatted(
            String.join("\",\"", metrics),
            conversation,
            interaction == null ? "null" : "\"" + interaction + "\"");
  }

  private String metric(String name, String value, String expression) {
    return ann.post(
            "metric/",
            """
            {"name":"%s","description":"d","metric_value":%s,
             "evaluator":{"type":"code","expression":"%s"}}"""
                .formatted(name, value, expression))
        .is(201)
        .json()
        .get("id")
        .stringValue();
  }

  private static String metric(Client client, String name, String evaluator) {
    return client
        .post(
            "metric/",
            "{\"name\":\"%s\",\"description\":\"d\",\"metric_value\":%s,\"evaluator\":%s}"
                .formatted(name, NUMBER, evaluator))
        .is(201)
        .json()
        .get("id")
        .stringValue();
  }

  private String judged(String name) {
    return ann.post(
            "metric/",
            "{\"name\":\"%s\",\"description\":\"d\",\"metric_value\":{\"type\":\"boolean\"}}"
                .formatted(name))
        .is(201)
        .json()
        .get("id")
        .stringValue();
  }

  private List<JsonNode> results(String query) {
    List<JsonNode> found = new ArrayList<>();
    ann.get("metric/metric_evaluation_result?" + query)
        .is(200)
        .json()
        .get("metric_evaluation_results")
        .forEach(found::add);
    return found;
  }

  private static List<String> rows(String select, String metric) {
    return TableQuery.query(
        warehouse,
        select + " WHERE metric_id = ? ORDER BY created_at",
        row -> {
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            values.add(row.getString(i));
          }
          return String.join("|", values);
        },
        metric);
  }
}
