package dev.assay.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** A server with the options of the command line, and a client of another make. */
final class RunningSimulator implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  private final JudgeSimulator simulator;
  private final HttpClient client = HttpClient.newHttpClient();

  RunningSimulator(String... options) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of("--port", "0"));
    all.addAll(Arrays.asList(options));
    SimulatorOptions parsed = new SimulatorOptions();
    CommandLine line =
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(new Bare(parsed)));
    line.registerConverter(Duration.class, new DurationText());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.parseArgs(all.toArray(String[]::new));
    simulator = JudgeSimulator.start(parsed.settings());
  }

  @CommandLine.Command
  private record Bare(@CommandLine.Mixin SimulatorOptions options) {}

  int port() {
    return simulator.port();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(port(), path));
  }

  HttpClient client() {
    return client;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return client.send(request(path, body).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String path, String body) {
    return HttpRequest.newBuilder(uri(path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  HttpResponse<String> chat(String body) throws IOException, InterruptedException {
    return post("/v1/chat/completions", body);
  }

  /** What the judge said to a request. */
  String content(String body) throws IOException, InterruptedException {
    HttpResponse<String> response = chat(body);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return json(response).at("/choices/0/message/content").asText();
  }

  JsonNode counters() throws IOException, InterruptedException {
    return json(get("/simulator/counters"));
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  /** A request with a schema. */
  static String question(String text, String schema) throws IOException {
    ObjectNode body = plain(text);
    ObjectNode format = body.putObject("response_format").put("type", "json_schema");
    format.putObject("json_schema").put("name", "answer").set("schema", JSON.readTree(schema));
    return JSON.writeValueAsString(body);
  }

  /** A request without one. */
  static ObjectNode plain(String text) {
    ObjectNode body = JSON.createObjectNode().put("model", "some-model");
    body.putArray("messages").addObject().put("role", "user").put("content", text);
    return body;
  }

  @Override
  public void close() {
    simulator.close();
  }
}
