package dev.assay.simulator;

import static dev.assay.simulator.RunningSimulator.json;
import static dev.assay.simulator.RunningSimulator.plain;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostileInputTest {

  private RunningSimulator simulator;

  @BeforeEach
  void start() throws InterruptedException {
    simulator = new RunningSimulator("--max-body", "1", "--body-timeout", "200ms");
  }

  /** Whatever happened, it still answers. */
  @AfterEach
  void stillAnswers() throws Exception {
    assertThat(simulator.chat(plain("still there?").toString()).statusCode()).isEqualTo(200);
    assertThat(simulator.counters().get("in_flight").asInt()).isZero();
    simulator.close();
  }

  @Test
  void whatIsNoRequestIsRefused() throws Exception {
    for (String body :
        new String[] {
          "",
          "{",
          "[]",
          "null",
          "{}",
          "{\"model\": 3, \"messages\": []}",
          "{\"model\": \"m\"}",
          "{\"model\": \"m\", \"messages\": [{\"role\": \"king\", \"content\": \"x\"}]}",
          "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": 3}]}",
          "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"stream\": true}",
          "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"max_tokens\": -1}",
          "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]} trailing",
          "[".repeat(100_000),
          "{\"a\":".repeat(100_000)
        }) {
      HttpResponse<String> refused = simulator.chat(body);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(json(refused).at("/error/type").asText()).isEqualTo("invalid_request_error");
    }
    assertThat(simulator.post("/v1/files", "no form").statusCode()).isEqualTo(400);
    assertThat(simulator.post("/v1/batches", "no json").statusCode()).isEqualTo(400);
    assertThat(simulator.get("/no/such/path").statusCode()).isEqualTo(404);
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedBeforeItIsRead() throws Exception {
    String answer =
        exchange(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\"code\":\"too_large\"");
  }

  @Test
  void aBodyInChunksThatGrowsTooLargeIsRefused() throws Exception {
    String chunk = "80000\r\n" + "x".repeat(0x80000) + "\r\n";
    String answer =
        exchange(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(3));
    assertThat(answer).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void aBodyThatTakesTooLongIsRefused() throws Exception {
    String answer =
        exchange("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
    assertThat(answer).startsWith("HTTP/1.1 408 ");
  }

  @Test
  void whatIsNoHttpIsRefused() throws Exception {
    assertThat(exchange("\0\1\2\3 nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(exchange("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
  }

  @Test
  void clientsThatLeaveInTheMiddleLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 100; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
        send(
            socket,
            "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{\"mod");
      }
    }
  }

  @Test
  void noiseIsRefused() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      String body = new String(noise, StandardCharsets.ISO_8859_1);
      assertThat(simulator.chat(body).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void requestsInARowOnOneConnectionAreAnsweredInTheirOrder() throws Exception {
    try (RunningSimulator slow = new RunningSimulator("--latency", "100ms");
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), slow.port())) {
      String chat = plain("text").toString();
      send(
          socket,
          "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(chat.length(), chat)
              + "GET /v1/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answers).containsSubsequence("chat.completion", "\"object\":\"list\"");
    }
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
      socket.setSoTimeout(10_000);
      try {
        send(socket, request);
      } catch (IOException e) {
        // The server may answer and close before it has all.
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
