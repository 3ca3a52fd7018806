package dev.assay.tests.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assay.evaluators.judge.batch.BatchServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * An endpoint that answers every boolean question with true and every number with 5, and keeps what
 * it was asked.
 */
public final class LocalJudge implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final BatchServer batches;
  private final ExecutorService threads = Executors.newCachedThreadPool(LocalJudge::daemon);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger questions = new AtomicInteger();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(LocalJudge::daemon);
  private final Function<String, Duration> delay;
  private volatile boolean broken;
  private volatile Runnable atRequest = () -> {};
  private volatile int awaited = -1;
  private volatile UnaryOperator<String> batchAnswers = this::completionOf;
  private volatile String confusing = "no question holds this";

  /** Starts it on a free port. */
  public LocalJudge() {
    this(Duration.ZERO);
  }

  /**
   * Starts it on a free port.
   *
   * @param delay of each answer
   */
  public LocalJudge(Duration delay) {
    this(request -> delay);
  }

  /**
   * Starts it on a free port.
   *
   * @param delay of the answer to a request
   */
  public LocalJudge(Function<String, Duration> delay) {
    this.delay = delay;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    batches = new BatchServer(server, this::inBatch);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  /** What {@code judge.url} is to be. */
  public String url() {
    return "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort());
  }

  /** Its files and batches. */
  public BatchServer batches() {
    return batches;
  }

  /** What it answers in batches from now on, in place of completions. */
  public void answerInBatches(UnaryOperator<String> other) {
    batchAnswers = other;
  }

  /** From now on it fails, or works again. */
  public void breakDown(boolean isBroken) {
    broken = isBroken;
  }

  /** Does this once when the next request but {@code others} has come, before it is answered. */
  public void at(int others, Runnable action) {
    atRequest = action;
    awaited = requests.size() + others;
  }

  /** Questions with these words are answered otherwise when others stand beside them. */
  void confuseWhenPacked(String words) {
    confusing = words;
  }

  /** Requests since the last call of this. */
  public int takeRequests() {
    int count = requests.size();
    requests.clear();
    questions.set(0);
    return count;
  }

  /** Requests since {@link #takeRequests}. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Questions in those requests. */
  public int questions() {
    return questions.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    clock.shutdownNow();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "local-judge");
    thread.setDaemon(true);
    return thread;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (isAwaited(body)) {
      atRequest.run();
    }
    byte[] reply = broken ? new byte[0] : completion(JSON.readTree(body));
    var unused =
        clock.schedule(
            () -> reply(exchange, reply), delay.apply(body).toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized boolean isAwaited(String request) {
    requests.add(request);
    boolean isAwaited = requests.size() == awaited + 1;
    if (isAwaited) {
      awaited = -1;
    }
    return isAwaited;
  }

  /** Whoever asked may be gone. */
  private static void reply(HttpExchange exchange, byte[] reply) {
    try (exchange) {
      exchange.sendResponseHeaders(
          reply.length == 0 ? 500 : 200, reply.length == 0 ? -1 : reply.length);
      if (reply.length > 0) {
        exchange.getResponseBody().write(reply);
      }
    } catch (IOException e) {
      System.err.println("An answer of the judge was not taken: " + e.getMessage());
    }
  }

  private BatchServer.Answer inBatch(String request) {
    return new BatchServer.Answer(200, batchAnswers.apply(request));
  }

  /** The completion with which it answers a request. */
  public String completionOf(String request) {
    try {
      return new String(completion(JSON.readTree(request)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String lineOf(String question, String user) {
    return user.lines()
        .filter(line -> line.contains("\"question\":\"%s\"".formatted(question)))
        .findFirst()
        .orElse("");
  }

  private byte[] completion(JsonNode request) throws IOException {
    ObjectNode answers = JSON.createObjectNode();
    JsonNode asked =
        request.at("/response_format/json_schema/schema/properties/answers/properties");
    String user = request.at("/messages/1/content").asText();
    asked
        .fieldNames()
        .forEachRemaining(
            name -> {
              questions.incrementAndGet();
              ObjectNode answer = answers.putObject(name);
              answer.put("reason", "because").put("applicable", true);
              answer.putArray("messages");
              boolean confused = asked.size() > 1 && lineOf(name, user).contains(confusing);
              if (asked.path(name).at("/properties/value/type/0").asText().equals("number")) {
                answer.put("value", confused ? 6 : 5);
              } else {
                answer.put("value", !confused);
              }
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
