package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.TestServer.Client;
import dev.assay.api.TestServer.Reply;
import dev.assay.api.TestServer.UserKey;
import dev.assay.api.access.Role;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateLimitIT {
  private static final int LIMIT = 25;

  @TempDir private Path folder;

  @Test
  void countsEachUserAndCallByItselfAndExactly() throws Exception {
    try (TestServer server =
        TestServer.limited(folder, Map.of("list_metrics", LIMIT, "create_metric", 1))) {
      Client ann = server.client("acme", "ann", Role.ADMIN);
      Client bob = server.client("acme", "bob", Role.ADMIN);
      List<Reply> replies = atOnce(60, () -> ann.get("metric/"));

      assertThat(replies.stream().filter(r -> r.status() == 200)).hasSize(LIMIT);
      assertThat(replies.stream().filter(r -> r.status() == 429)).hasSize(60 - LIMIT);
      assertThat(
              replies.stream()
                  .filter(r -> r.status() == 200)
                  .map(r -> Integer.valueOf(r.header("X-RateLimit-Remaining")))
                  .sorted())
          .containsExactlyElementsOf(IntStream.range(0, LIMIT).boxed().toList());
      for (Reply refused : replies.stream().filter(r -> r.status() == 429).toList()) {
        assertThat(refused.code()).isEqualTo("rate_limited");
        assertThat(refused.header("X-RateLimit-Limit")).isEqualTo("25");
        assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(Long.parseLong(refused.header("X-RateLimit-Reset")))
            .isBetween(Instant.now().getEpochSecond(), Instant.now().getEpochSecond() + 61);
        assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 60L);
      }
      assertThat(bob.get("metric/").status()).isEqualTo(200);
      assertThat(ann.get("metric/search?query=x").status()).isEqualTo(200);
      ann.post("metric/", "{}").is(422);
      Reply tooMany = ann.post("metric/", "{}").is(429);
      assertThat(tooMany.header("Retry-After")).as("breaks a client on POST").isEmpty();
    }
  }

  @Test
  void countsSignInsThatFailToo() {
    try (TestServer server = TestServer.limited(folder, Map.of("sign_in", 5))) {
      UserKey key = server.key("acme", "ann", Role.VIEWER);
      UserKey guess = new UserKey("acme", "ann", key.id(), "guess");
      for (int i = 0; i < 5; i++) {
        server.signIn(guess).is(401);
      }
      server.signIn(key).is(429);
    }
  }

  private static List<Reply> atOnce(int times, Callable<Reply> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<Reply>> futures =
          threads.invokeAll(IntStream.range(0, times).mapToObj(i -> call).toList());
      List<Reply> replies = new java.util.ArrayList<>();
      for (Future<Reply> future : futures) {
        replies.add(future.get());
      }
      return replies;
    } finally {
      threads.shutdown();
    }
  }
}
