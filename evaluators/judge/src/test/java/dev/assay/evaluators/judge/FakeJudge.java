package dev.assay.evaluators.judge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An OpenAI-compatible server that answers by the questions' words: one that says "fail" out of
 * bounds, the others well. Replies that a test lines up go first.
 */
public final class FakeJudge implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A lined-up reply. */
  public record Reply(int status, Map<String, String> headers, String body) {
    public static Reply of(int status, String body) {
      return new Reply(status, Map.of(), body);
    }

    /** A completion with this content. */
    public static Reply saying(String content) {
      return of(200, completion(content));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Deque<Reply> next = new ArrayDeque<>();
  public final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());
  public final List<Headers> headers = Collections.synchronizedList(new ArrayList<>());

  public FakeJudge() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::handle);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  public void then(Reply... replies) {
    synchronized (next) {
      next.addAll(List.of(replies));
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonNode request = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
    requests.add(request);
    headers.add(exchange.getRequestHeaders());
    Reply reply;
    synchronized (next) {
      reply = next.poll();
    }
    if (reply == null) {
      reply = Reply.saying(answer(request));
    }
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
    byte[] body = reply.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The questions of a request, as they stand in it. */
  public static List<JsonNode> questions(JsonNode request) throws IOException {
    List<JsonNode> questions = new ArrayList<>();
    for (String line : request.get("messages").get(1).get("content").textValue().split("\n", -1)) {
      if (line.startsWith("{\"question\":")) {
        questions.add(MAPPER.readTree(line));
      }
    }
    return questions;
  }

  /** A good answer to every question of a request, as this server gives it. */
  public static String answer(JsonNode request) throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode answers = root.putObject("answers");
    for (JsonNode question : questions(request)) {
      ObjectNode answer = answers.putObject(question.get("question").textValue());
      answer.put("reason", "By " + question.get("asks").textValue());
      answer.putArray("messages").add("m1");
      answer.put("applicable", true);
      JsonNode value = question.get("value");
      boolean fails = question.get("asks").textValue().contains("fail");
      if (value.isObject()) {
        answer.put("value", value.get("one of").get(0).textValue());
      } else if (value.textValue().startsWith("a number from")) {
        answer.put("value", fails ? -1e9 : Double.parseDouble(value.textValue().split(" ", -1)[3]));
      } else {
        answer.put("value", question.get("asks").textValue().length() % 2 == 0);
      }
    }
    return root.toString();
  }

  /** The body of a completion that used nothing. */
  public static String completion(String content) {
    ObjectNode body = MAPPER.createObjectNode();
    ObjectNode choice = body.putArray("choices").addObject();
    choice.putObject("message").put("role", "assistant").put("content", content);
    choice.put("finish_reason", "stop");
    body.putObject("usage").put("prompt_tokens", 0).put("completion_tokens", 0);
    return body.toString();
  }
}
