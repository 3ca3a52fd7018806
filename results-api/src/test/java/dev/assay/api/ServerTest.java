package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.TestServer.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {

  @TempDir private static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
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

  private static Reply get(String path) {
    return server.send(HttpRequest.newBuilder(server.uri(path)).GET().build());
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri("/").getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
