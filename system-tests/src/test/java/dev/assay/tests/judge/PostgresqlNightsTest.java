package dev.assay.tests.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.TestHome;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Judged nights whose catalog, runs and ledger are in a real PostgreSQL. */
class PostgresqlNightsTest {
  private static final int CALLS = JudgedHome.CONVERSATIONS;
  private static final int CELLS = JudgedHome.CONVERSATIONS * JudgedHome.METRICS;

  @TempDir Path folder;

  @Test
  void bothLanesPayOnceWithinTheirBudget() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        LocalJudge judge = new LocalJudge()) {
      TestHome home = JudgedHome.untouched(folder);
      settings(home, postgres, judge, "direct");
      assertThat(home.nightly("--budget", "calls=5")).contains("5 of 5 calls spent");
      assertThat(judge.takeRequests()).isEqualTo(5);
      assertThat(home.nightly()).contains("judge: 7 calls");
      assertThat(judge.takeRequests()).isEqualTo(CALLS - 5);
      assertThat(home.number("SELECT count(*) FROM current_result")).isEqualTo(CELLS);
      assertThat(home.number("SELECT count(*) FROM judgement")).isEqualTo(CALLS);

      home.metrics(metric("thing 0"), metric("another thing"));
      settings(home, postgres, judge, "batch");
      home.nightly();
      assertThat(judge.takeRequests()).isZero();
      assertThat(judge.batches().requests()).isEqualTo(CALLS);
      assertThat(home.nightly()).contains("nothing new");
      assertThat(judge.batches().created()).isEqualTo(1);

      assertThat(Files.exists(home.root().resolve("ledger/ledger.db"))).isFalse();
      assertThat(Files.exists(home.root().resolve("catalog/catalog.db"))).isFalse();
    }
  }

  private static void settings(
      TestHome home, EmbeddedPostgres postgres, LocalJudge judge, String lane) {
    home.settings(
        """
        archives: [archives]
        metrics: metrics.yaml
        catalog: {url: "jdbc:postgresql://localhost:%d/postgres", user: postgres}
        judge: {url: "%s", model: small, lane: %s, batch: {poll_every: 10ms}}
        """
            .formatted(postgres.getPort(), judge.url(), lane));
  }

  private static String metric(String what) {
    return """
      - name: Metric of %s
        description: True when the agent did %s.
        metric_value: {type: boolean}
        applied_to_services: ["*"]
    """
        .formatted(what, what);
  }
}
