package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.TestServer.Reply;
import dev.assay.api.access.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerIT {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.shared();
  }

  @Test
  void tellsThatItLivesAndIsReady() {
    assertThat(get("/health/liveness").is(200).json().get("status").stringValue()).isEqualTo("UP");
    assertThat(get("/health/readiness").is(200).json().get("status").stringValue()).isEqualTo("UP");
  }

  @Test
  void measuresItself() {
    get("/health/liveness");
    assertThat(get("/metrics").is(200).response().body())
        .contains("http_server_requests_seconds_count");
  }

  @Test
  void answersAnUnknownRouteAsJson() {
    Reply reply = get("/v1/acme/no/such/route").is(404);
    assertThat(reply.code()).isEqualTo("not_found");
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void namesTheMethodsOfARoute() {
    Reply reply = get("/v1/acme/user/signin_with_api_key").is(405);
    assertThat(reply.code()).isEqualTo("method_not_allowed");
    assertThat(reply.header("Allow")).isEqualTo("POST");
  }

  @Test
  void answersWhatIsNoHttpAsJsonAndNamesNoVersion() throws IOException {
    String answer = raw("GET /v1/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"invalid_request\"");
    assertThat(answer).doesNotContainIgnoringCase("tomcat").doesNotContain("<html");
  }

  @Test
  void theDescriptionOfTheRoutesIsOfThisServer() {
    Reply reply = get("/openapi.json").is(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.json()).isEqualTo(OpenApiTest.document());
  }

  @Test
  void aPageToReadAndTryTheRoutesComesFromThisServerAlone() {
    Reply page = get("/docs").is(200);
    assertThat(page.response().body())
        .contains("/docs/swagger-ui-bundle.js")
        .doesNotContain("http");
    assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(get("/docs/swagger-ui-bundle.js").is(200).header("Content-Type"))
        .startsWith("text/javascript");
    assertThat(get("/docs/swagger-ui.css").is(200).header("Content-Type")).startsWith("text/css");
    assertThat(get("/docs/start.js").is(200).response().body()).contains("/openapi.json");
    get("/docs/pom.properties").is(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET /v1/acme/metric HTTP/1.1\r\nHost: x\r\nNo colon\r\nConnection: close\r\n\r\n",
        "POST /v1/acme/metric HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST /v1/acme/metric HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "POST /v1/acme/metric HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\nConnection: close\r\n\r\n",
        "GET /v1/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET http://elsewhere/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      })
  void whatIsBadlyFramedIsRefusedAndTheConnectionEnds(String request) throws IOException {
    assertThat(raw(request, true))
        .doesNotContain("HTTP/1.1 5")
        .doesNotContain("HTTP/1.1 200")
        .doesNotContainIgnoringCase("tomcat")
        .doesNotContain("Exception");
  }

  @Test
  void aBodyThatComesTooSlowlyIsRefused(@TempDir Path own) throws IOException {
    try (TestServer impatient = TestServer.start(own, "server: {request_timeout: 1s}")) {
      TestServer.Client ann = impatient.client("acme", "ann", Role.ADMIN);
      String head =
          """
          POST /v1/acme/metric HTTP/1.1\r
          Host: x\r
          Authorization: Bearer %s\r
          Content-Length: 1000\r
          \r
          {"""
              .formatted(ann.token());

      assertThat(raw(impatient, head, false)).startsWith("HTTP/1.1 408");
      assertThat(dribbled(impatient, head)).startsWith("HTTP/1.1 408");
      ann.get("metric/").is(200);
    }
  }

  /** A byte now and then, until there is an answer. */
  private static String dribbled(TestServer to, String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.uri("/").getPort())) {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      for (int i = 0; i < 900 && in.available() == 0; i++) {
        socket.getOutputStream().write(' ');
        LockSupport.parkNanos(100_000_000);
      }
      byte[] begin = new byte[12];
      return new String(begin, 0, in.readNBytes(begin, 0, 12), StandardCharsets.UTF_8);
    }
  }

  private static Reply get(String path) {
    return server.send(HttpRequest.newBuilder(server.uri(path)).GET().build());
  }

  private static String raw(String request) throws IOException {
    return raw(request, false);
  }

  private static String raw(String request, boolean ends) throws IOException {
    return raw(server, request, ends);
  }

  /** What comes back until the server ends the connection; an abrupt end is one, too. */
  private static String raw(TestServer to, String request, boolean ends) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.uri("/").getPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      if (ends) {
        socket.shutdownOutput();
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
