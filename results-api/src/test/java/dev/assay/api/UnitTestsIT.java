package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.TestServer.Client;
import dev.assay.api.TestServer.Reply;
import dev.assay.api.access.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The routes of simulation unit tests, and how they keep metrics. */
class UnitTestsIT {
  private static final String ROUTE = "simulation/unit_test/";
  private static final String SERVICE = "5".repeat(24);
  private static final String UNKNOWN = "0".repeat(24);
  private static final String YES = "{'type':'boolean','expected_value':true}";

  private static TestServer server;
  private static Client ann;

  @BeforeAll
  static void start() {
    server = TestServer.shared();
    ann = server.client("testing", "ann", Role.ADMIN);
  }

  @Test
  void aUnitTestKeepsItsMetricsUntilItIsDeleted() {
    String polite = metric("Polite", "{'type':'boolean'}");
    String effort = metric("Effort", "{'type':'numerical','lower_bound':0,'upper_bound':5}");
    String ending = metric("Ending", "{'type':'categorical','categories':['a','b']}");
    String id =
        ann.post(
                ROUTE,
                json(
                    """
                    {'name':' Refund ','service_id':'%s','success_criterions':[
                      {'name':'is polite','metric_id':'%s','criterion':%s},
                      {'name':'is quick','metric_id':'%s',
                       'criterion':{'type':'numerical','verb':'<=','threshold':2.5}},
                      {'name':'ends well','metric_id':'%s',
                       'criterion':{'type':'categorical','expected_values':['a']}}]}
                    """
                        .formatted(SERVICE, polite, YES, effort, ending)))
            .is(201)
            .json()
            .get("id")
            .stringValue();

    JsonNode listed = ann.get(ROUTE + "?id=" + id).is(200).json();
    assertThat(listed.get("unit_tests").size()).isEqualTo(1);
    JsonNode test = listed.get("unit_tests").get(0);
    assertThat(test.get("name").stringValue()).isEqualTo("Refund");
    assertThat(test.get("success_criterions"))
        .hasToString(
            json(
                "[{'name':'is polite','metric_id':'%s','criterion':%s},{'name':'is quick','metric_id':'%s','criterion':{'type':'numerical','verb':'<=','threshold':2.5}},{'name':'ends well','metric_id':'%s','criterion':{'type':'categorical','expected_values':['a']}}]"
                    .formatted(polite, YES, effort, ending)));
    for (String metric : List.of(polite, effort, ending)) {
      Reply refused = ann.delete("metric/" + metric).is(400);
      assertThat(refused.code()).isEqualTo("metric_in_use");
      assertThat(refused.json().get("detail")).hasToString("{\"used_by\":[\"Refund\"]}");
    }

    Reply deleted = ann.delete(ROUTE + id + "/").is(200);

    assertThat(deleted.response().body()).isEqualTo("null");
    assertThat(ann.delete(ROUTE + id).is(404).code()).isEqualTo("unit_test_not_found");
    ann.delete("metric/" + polite).is(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{}|422",
        "{'name':'x','service_id':'no','success_criterions':[]}|422",
        "{'name':'x','service_id':'555555555555555555555555','success_criterions':[7]}|422",
        "{'name':'x','service_id':'555555555555555555555555','success_criterions':[{'name':'c','metric_id':'METRIC','criterion':{'type':'numerical','verb':'=','threshold':1}}]}|422",
        "{'name':'x','service_id':'555555555555555555555555','success_criterions':[{'name':'c','metric_id':'METRIC','criterion':{'type':'boolean','expected_value':'yes'}}]}|422",
        "{'name':'x','service_id':'555555555555555555555555','success_criterions':[{'name':'c','metric_id':'METRIC','criterion':{'type':'numerical','verb':'==','threshold':1}}]}|422",
        "{'name':'x','service_id':'555555555555555555555555','success_criterions':[{'name':'c','metric_id':'000000000000000000000000','criterion':{'type':'boolean','expected_value':true}}]}|404"
      })
  void aWrongUnitTestIsRefused(String body, int status) {
    String metric = metric("M" + body.hashCode(), "{'type':'boolean'}");
    ann.post(ROUTE, json(body.replace("METRIC", metric))).is(status);
    ann.delete("metric/" + metric).is(200);
  }

  @Test
  void unitTestsAreListedInPages() {
    Client bob = server.client("pages", "bob", Role.ADMIN);
    String metric = metric(bob, "Paged", "{'type':'boolean'}");
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(0, unitTest(bob, metric).is(201).json().get("id").stringValue());
    }
    List<String> seen = new ArrayList<>();
    JsonNode page = bob.get(ROUTE + "?limit=2&metric_id=" + metric).is(200).json();
    unitTest(bob, metric).is(201);
    page.get("unit_tests").forEach(test -> seen.add(test.get("id").stringValue()));
    while (page.get("has_more").booleanValue()) {
      page =
          bob.get(
                  "%s?limit=2&metric_id=%s&continuation_token=%d"
                      .formatted(ROUTE, metric, page.get("continuation_token").longValue()))
              .is(200)
              .json();
      page.get("unit_tests").forEach(test -> seen.add(test.get("id").stringValue()));
    }

    assertThat(seen).containsExactlyElementsOf(made);
    assertThat(bob.get(ROUTE + "?service_id=" + UNKNOWN).json().get("unit_tests").isEmpty())
        .isTrue();
    assertThat(bob.get(ROUTE + "?limit=51").status()).isEqualTo(422);
    Client viewer = server.client("pages", "vic", Role.VIEWER);
    assertThat(unitTest(viewer, metric).status()).isEqualTo(403);
    assertThat(viewer.delete(ROUTE + made.get(0)).status()).isEqualTo(403);
    assertThat(ann.delete(ROUTE + made.get(0)).status()).isEqualTo(404);
    assertThat(ann.in("pages").delete(ROUTE + made.get(0)).status()).isEqualTo(403);
  }

  @Test
  void noMetricIsDeletedWhileAUnitTestIsMadeOfIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 15; round++) {
        String metric = metric("Raced " + round, "{'type':'boolean'}");
        Future<Reply> made = threads.submit(() -> unitTest(ann, metric));
        Future<Reply> deleted = threads.submit(() -> ann.delete("metric/" + metric));

        assertThat(List.of(made.get().status(), deleted.get().status()))
            .isIn(List.of(201, 400), List.of(404, 200));
      }
    } finally {
      threads.shutdown();
    }
  }

  private static Reply unitTest(Client client, String metric) {
    return client.post(
        ROUTE,
        json(
            "{'name':'t','service_id':'%s','success_criterions':[{'name':'c','metric_id':'%s','criterion':%s}]}"
                .formatted(SERVICE, metric, YES)));
  }

  private static String metric(String name, String value) {
    return metric(ann, name, value);
  }

  private static String metric(Client client, String name, String value) {
    return client
        .post(
            "metric/",
            json("{'name':'%s','description':'d','metric_value':%s}".formatted(name, value)))
        .is(201)
        .json()
        .get("id")
        .stringValue();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
