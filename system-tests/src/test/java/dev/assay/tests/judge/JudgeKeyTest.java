package dev.assay.tests.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.results.AssayTable;
import dev.assay.tests.ForkedCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key of a judge that repeats it wherever it can is found nowhere afterwards. */
@Tag("thorough")
class JudgeKeyTest {
  private static final String KEY = "sk-proj-0123456789-hush-hush-9876543210";

  /** How a judge can fail, and that it can work; each repeats the key. */
  private static final List<Integer> STATUSES = List.of(500, 400, 200, 429, 200, 422, 200, 200);

  @TempDir Path folder;

  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger withKey = new AtomicInteger();

  @Test
  void theKeyIsInNoTableReportLogOrError() throws Exception {
    try (LocalJudge words = new LocalJudge()) {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/v1/chat/completions", exchange -> answer(exchange, words));
      server.start();
      try {
        TestHome home = home(server.getAddress().getPort());
        for (int night = 0; night < 2; night++) {
          var unused = run(home, "nightly");
        }
      } finally {
        server.stop(0);
      }
      assertThat(withKey).hasValueGreaterThan(STATUSES.size());
      assertNowhere(new TestHome(folder));
    }
  }

  private static void assertNowhere(TestHome home) throws IOException {
    assertThat(home.number("SELECT count(*) FROM judgement WHERE contains(answer, '[key]')"))
        .as("answers that repeated the key")
        .isPositive();
    assertThat(home.number("SELECT count(*) FROM metric_evaluation_failure")).isPositive();
    for (AssayTable table : AssayTable.values()) {
      assertThat(
              home.number(
                  "SELECT count(*) FROM %s t WHERE contains(t::VARCHAR, '%s')"
                      .formatted(table.label(), KEY)))
          .as(table.label())
          .isZero();
    }
    try (Stream<Path> files = Files.walk(home.root().getParent())) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> assertThat(text(file)).as(file.toString()).doesNotContain(KEY));
    }
  }

  private TestHome home(int port) {
    TestHome home = new TestHome(folder);
    home.settings(
        """
        archives: [archives]
        metrics: metrics.yaml
        judge: {url: "http://127.0.0.1:%d/v1", model: small, max_attempts: 2}
        """
            .formatted(port));
    home.metrics(
        """
          - name: Agent was kind
            description: True when the agent was kind.
            metric_value: {type: boolean}
            applied_to_services: ["*"]
        """);
    home.deliver(
        "1.jsonl",
        IntStream.range(0, 12)
            .mapToObj(i -> TestConversation.of(i).user("hello " + i).agent("hello").line())
            .toArray(String[]::new));
    return home;
  }

  /** With every logger as loud as it can be. */
  private int run(TestHome home, String command) throws Exception {
    return ForkedCommand.start(
            folder.resolve("log-" + number.incrementAndGet()),
            Map.of("ASSAY_JUDGE_KEY", KEY, "ASSAY_LOG", "debug", "ASSAY_DEBUG", "1"),
            home.arguments(command))
        .exitCode();
  }

  private void answer(HttpExchange exchange, LocalJudge words) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String sent = exchange.getRequestHeaders().getFirst("Authorization");
    int count = withKey.incrementAndGet();
    int status = STATUSES.get(count % STATUSES.size());
    String body =
        status == 200
            ? words.completionOf(request).replace("because", sent)
            : "{\"error\":{\"message\":\"You sent %s, %s\"}}".formatted(sent, KEY);
    exchange.getResponseHeaders().add("x-request-id", KEY);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
