package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.TestServer.Client;
import dev.assay.api.TestServer.UserKey;
import dev.assay.api.access.Role;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The routes that the catalog's database serves, with PostgreSQL as that database. */
class PostgresqlIT {
  private static final String YES_NO = "{\"type\":\"boolean\"}";

  @TempDir private Path folder;

  @Test
  void twoServersServeOneCatalog() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        TestServer one = start(postgres, "one");
        TestServer other = start(postgres, "other")) {
      UserKey key = one.key("acme", "ann", Role.ADMIN);
      Client ann = one.as(key);
      Client same = other.new Client(ann.token(), "acme");
      List<String> made = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        made.add(create(i % 2 == 0 ? ann : same, "Metric " + i));
      }
      assertThat(
              same.post(
                      "metric/",
                      "{\"name\":\"Metric 0\",\"description\":\"d\",\"metric_value\":%s}"
                          .formatted(YES_NO))
                  .is(409)
                  .code())
          .isEqualTo("name_taken");
      ann.post(
              "metric/%s/version/?version=2".formatted(made.get(4)),
              "{\"description\":\"of apologies\",\"metric_value\":%s}".formatted(YES_NO))
          .is(201);

      JsonNode page = ann.get("metric/?limit=3&sort_by=+updated_at").is(200).json();
      JsonNode rest =
          same.get(
                  "metric/?limit=3&sort_by=+updated_at&continuation_token="
                      + page.get("continuation_token").longValue())
              .is(200)
              .json();
      List<String> seen = new ArrayList<>();
      page.get("metrics").forEach(metric -> seen.add(metric.get("id").stringValue()));
      rest.get("metrics").forEach(metric -> seen.add(metric.get("id").stringValue()));
      assertThat(seen).containsExactlyElementsOf(made);
      assertThat(same.get("metric/search?query=apology").is(200).json().get("metrics").size())
          .isEqualTo(1);
      same.delete("metric/" + made.get(1)).is(200);
      assertThat(ann.get("metric/" + made.get(1)).json().get("is_deleted").booleanValue()).isTrue();

      assertThat(other.revoke(key)).isTrue();
      assertThat(ann.get("metric/").status()).isEqualTo(401);
      assertThat(same.get("metric/").status()).isEqualTo(401);
    }
  }

  private TestServer start(EmbeddedPostgres postgres, String name) throws Exception {
    Path own = Files.createDirectory(folder.resolve(name));
    return TestServer.start(
        own,
        "catalog: {url: \"%s\", user: postgres}"
            .formatted("jdbc:postgresql://localhost:%d/postgres".formatted(postgres.getPort())));
  }

  private static String create(Client client, String name) {
    return client
        .post(
            "metric/",
            "{\"name\":\"%s\",\"description\":\"d\",\"metric_value\":%s}".formatted(name, YES_NO))
        .is(201)
        .json()
        .get("id")
        .stringValue();
  }
}
