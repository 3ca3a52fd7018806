package dev.assay.jobs.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint that answers every boolean question with true, and keeps what it was asked. */
final class LocalJudge implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger questions = new AtomicInteger();
  private volatile boolean broken;

  LocalJudge() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort());
  }

  /** From now on it fails, or works again. */
  void breakDown(boolean isBroken) {
    broken = isBroken;
  }

  /** Requests since the last call of this. */
  int takeRequests() {
    int count = requests.size();
    requests.clear();
    questions.set(0);
    return count;
  }

  /** Requests since {@link #takeRequests}. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Questions in those requests. */
  int questions() {
    return questions.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(body);
    byte[] reply = broken ? new byte[0] : completion(JSON.readTree(body));
    exchange.sendResponseHeaders(broken ? 500 : 200, reply.length == 0 ? -1 : reply.length);
    if (reply.length > 0) {
      exchange.getResponseBody().write(reply);
    }
    exchange.close();
  }

  private byte[] completion(JsonNode request) throws IOException {
    ObjectNode answers = JSON.createObjectNode();
    request
        .at("/response_format/json_schema/schema/properties/answers/properties")
        .fieldNames()
        .forEachRemaining(
            name -> {
              questions.incrementAndGet();
              ObjectNode answer = answers.putObject(name);
              answer.put("reason", "because").put("applicable", true).put("value", true);
              answer.putArray("messages");
            });
    ObjectNode content = JSON.createObjectNode();
    content.set("answers", answers);
    ObjectNode completion = JSON.createObjectNode().put("model", "local");
    ObjectNode choice = completion.putArray("choices").addObject();
    choice.put("finish_reason", "stop");
    choice.putObject("message").put("role", "assistant").put("content", content.toString());
    completion.putObject("usage").put("prompt_tokens", 100).put("completion_tokens", 20);
    return JSON.writeValueAsBytes(completion);
  }
}
