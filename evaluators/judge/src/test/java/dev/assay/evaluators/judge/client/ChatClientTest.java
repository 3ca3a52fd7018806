package dev.assay.evaluators.judge.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluators.Backoff;
import dev.assay.evaluators.judge.FakeJudge;
import dev.assay.evaluators.judge.client.Reply.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatClientTest {
  private static final String KEY = "sk-hush-hush-0123456789";
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final byte[] BODY = "{\"messages\":[]}".getBytes(UTF_8);

  @Test
  void noLogHoldsTheKeyWhateverItsLevel() {
    Queue<String> log = new ConcurrentLinkedQueue<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            log.add(entry.getLoggerName() + " " + entry.getMessage() + " " + entry.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger root = Logger.getLogger("");
    Logger library = Logger.getLogger("org.apache.hc");
    handler.setLevel(Level.ALL);
    library.setLevel(Level.ALL);
    root.addHandler(handler);
    try (FakeJudge server = new FakeJudge();
        ChatClient client = client(server.url(), KEY, Duration.ofSeconds(20))) {
      server.then(FakeJudge.Reply.of(401, "who is " + KEY + "?"), FakeJudge.Reply.of(200, KEY));
      assertThat(client.post(BODY).toString()).contains("who is [key]?").doesNotContain("hush");
      assertThat(client.post(BODY).body()).isEqualTo("[key]");
      assertThat(server.headers)
          .allMatch(h -> ("Bearer " + KEY).equals(h.getFirst("Authorization")));
    } finally {
      root.removeHandler(handler);
      library.setLevel(null);
    }
    assertThat(log).isNotEmpty().noneMatch(line -> line.contains("hush"));
  }

  /** Local servers want any key at all, and people give them words. */
  @ParameterizedTest
  @ValueSource(strings = {"k", "EMPTY", "ollama"})
  void aPlaceholderOfAKeyLeavesAnswersAsTheyAre(String placeholder) {
    try (FakeJudge server = new FakeJudge();
        ChatClient client = client(server.url(), placeholder, Duration.ofSeconds(20))) {
      server.then(FakeJudge.Reply.of(200, "{\"tokens\":\"EMPTY ollama\"}"));
      assertThat(client.post(BODY).body()).isEqualTo("{\"tokens\":\"EMPTY ollama\"}");
    }
  }

  @Test
  void noKeyIsSentWhenThereIsNone() {
    try (FakeJudge server = new FakeJudge();
        ChatClient client = client(server.url(), " ", Duration.ofSeconds(20))) {
      server.then(FakeJudge.Reply.of(401, ""));
      assertThat(client.post(BODY).problem())
          .isEqualTo(
              "The judge at 127.0.0.1 answered HTTP 401: it wants a key; set the environment"
                  + " variable THE_KEY");
      assertThat(server.headers.get(0).containsKey("Authorization")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, ANSWERED",
    "201, ANSWERED",
    "400, REJECTED",
    "413, REJECTED",
    "422, REJECTED",
    "401, REFUSED_ALL",
    "403, REFUSED_ALL",
    "404, REFUSED_ALL",
    "302, REFUSED_ALL",
    "408, TIMED_OUT",
    "409, SERVER_ERROR",
    "425, SERVER_ERROR",
    "429, RATE_LIMITED",
    "500, SERVER_ERROR",
    "502, SERVER_ERROR",
    "503, SERVER_ERROR",
    "504, TIMED_OUT"
  })
  void aStatusMeansOneThing(int status, Outcome outcome) {
    try (FakeJudge server = new FakeJudge();
        ChatClient client = client(server.url(), KEY, Duration.ofSeconds(20))) {
      server.then(FakeJudge.Reply.of(status, "x"));
      Reply reply = client.post(BODY);
      assertThat(reply.outcome()).isEqualTo(outcome);
      assertThat(reply.mayPass())
          .isEqualTo(List.of(408, 409, 425, 429).contains(status) || status >= 500);
      assertThat(server.requests).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | 7000",
        "0 | 0",
        "1.5 | 1500",
        "Sun, 01 Mar 2026 10:00:30 GMT | 30000",
        "Sun, 01 Mar 2026 09:00:00 GMT | 0",
        "999999 | 600000",
        "-1 |",
        "soon |",
        "Sun, 01 Foo 2026 10:00:30 GMT |"
      })
  void retryAfterIsSecondsOrADate(String header, @Nullable Long millis) {
    try (FakeJudge server = new FakeJudge();
        ChatClient client = client(server.url(), KEY, Duration.ofSeconds(20))) {
      server.then(new FakeJudge.Reply(429, Map.of("Retry-After", header), ""));
      assertThat(client.post(BODY).retryAfterMillis()).isEqualTo(millis);
    }
  }

  @ParameterizedTest
  @CsvSource({"70, 70", "7.5, 8", "soon, 1000", "9999999, 600000"})
  void millisecondsAreTakenBeforeSeconds(String header, long millis) {
    try (FakeJudge server = new FakeJudge();
        ChatClient client = client(server.url(), KEY, Duration.ofSeconds(20))) {
      server.then(
          new FakeJudge.Reply(429, Map.of("Retry-After", "1", "retry-after-ms", header), ""));
      assertThat(client.post(BODY).retryAfterMillis()).isEqualTo(millis);
    }
  }

  @Test
  void anAnswerWithoutAnEndIsNotReadToItsEnd() {
    try (FakeJudge server = new FakeJudge();
        ChatClient client = client(server.url(), KEY, Duration.ofSeconds(20))) {
      server.then(
          FakeJudge.Reply.of(200, "x".repeat(ChatClient.LONGEST_ANSWER + 1)),
          FakeJudge.Reply.of(200, "x".repeat(ChatClient.LONGEST_ANSWER)));
      Reply reply = client.post(BODY);
      assertThat(reply.outcome()).isEqualTo(Outcome.TOO_LARGE);
      assertThat(reply.body()).isNull();
      assertThat(client.post(BODY).outcome()).isEqualTo(Outcome.ANSWERED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", "HTTP/1.1 2"})
  void aServerThatFallsSilentTimesOut(String beginning) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        ChatClient client = client(url(socket), KEY, Duration.ofMillis(300))) {
      Thread server = answering(socket, beginning, done);
      assertThat(client.post(BODY).outcome()).isEqualTo(Outcome.TIMED_OUT);
      done.countDown();
      server.join();
    }
  }

  /** Each byte comes in time, and the answer never does. */
  @Test
  void aServerThatDripsTimesOut() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        ChatClient client = client(url(socket), KEY, Duration.ofMillis(300))) {
      Thread server =
          new Thread(
              () -> {
                try (Socket connection = socket.accept()) {
                  OutputStream out = connection.getOutputStream();
                  out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(UTF_8));
                  while (connection.getInputStream().available() >= 0) {
                    out.write('x');
                    out.flush();
                  }
                } catch (IOException e) {
                  // The client has gone, as it should.
                }
              });
      server.start();
      assertThat(client.post(BODY).outcome()).isIn(Outcome.TIMED_OUT, Outcome.SERVER_ERROR);
      server.join();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", "no HTTP at all\r\n"})
  void aConnectionThatBreaksIsAnErrorOfTheServer(String beginning) throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        ChatClient client = client(url(socket), KEY, Duration.ofSeconds(20))) {
      Thread server = answering(socket, beginning, new CountDownLatch(0));
      Reply reply = client.post(BODY);
      assertThat(reply.outcome()).isEqualTo(Outcome.SERVER_ERROR);
      assertThat(reply.problem()).startsWith("The judge at 127.0.0.1 broke the connection: ");
      server.join();
    }
  }

  @Test
  void nobodyThereIsUnreachable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (ChatClient client =
        client(URI.create("http://127.0.0.1:" + port), KEY, Duration.ofSeconds(20))) {
      assertThat(client.post(BODY).outcome()).isEqualTo(Outcome.UNREACHABLE);
    }
    try (ChatClient client =
        client(URI.create("http://no-such-host.invalid/v1"), KEY, Duration.ofSeconds(20))) {
      assertThat(client.post(BODY).outcome()).isEqualTo(Outcome.UNREACHABLE);
    }
  }

  @Test
  void theWaitIsEvenBetweenNothingAndABoundThatDoubles() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    Random random = new Random(7);
    for (int attempt = 1; attempt <= 40; attempt++) {
      long bound = Math.min(1000, 100L << Math.min(attempt - 1, 30));
      int turn = attempt;
      List<Long> waits =
          random.longs(500).mapToObj(i -> backoff.after(turn, random).toMillis()).toList();
      assertThat(waits).allMatch(wait -> wait >= 0 && wait <= bound);
      assertThat(waits.stream().mapToLong(Long::longValue).average().orElseThrow())
          .isBetween(bound * 0.42, bound * 0.58);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/v1, http://h/v1/chat/completions",
    "http://h/v1/, http://h/v1/chat/completions",
    "https://h:8443, https://h:8443/chat/completions"
  })
  void requestsGoBelowTheBase(URI base, URI url) {
    assertThat(ChatClient.completions(base)).isEqualTo(url);
  }

  private static Thread answering(ServerSocket socket, String beginning, CountDownLatch done) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket connection = socket.accept()) {
                byte[] request = new byte[65_536];
                int read = connection.getInputStream().read(request);
                assertThat(read).isPositive();
                connection.getOutputStream().write(beginning.getBytes(UTF_8));
                connection.getOutputStream().flush();
                done.await();
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    return thread;
  }

  private static URI url(ServerSocket socket) {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1");
  }

  private static ChatClient client(URI url, String key, Duration timeout) {
    return new ChatClient(url, key, "THE_KEY", timeout, 4, Clock.fixed(NOW, ZoneOffset.UTC));
  }
}
