package dev.assay.evaluators.judge.batch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Files and batches of an OpenAI-compatible server, added to a server that answers requests. Tests
 * say what goes wrong. Thread-safe.
 */
public final class BatchServer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 2;

  /** What can be asked of it. */
  public enum Operation {
    UPLOAD,
    CREATE,
    LIST,
    LOOK,
    CONTENT,
    DELETE
  }

  /** What goes wrong with the next such request. */
  public enum Fault {
    /** It is done, and the connection breaks before the answer. */
    LOST,
    /** It is not done, and the connection breaks. */
    BROKEN,
    /** HTTP 500, not done. */
    ERROR,
    /** HTTP 404, not done. */
    NOT_FOUND,
    /** A file breaks off in the middle. */
    CUT
  }

  /** How batches end that are created from now on. */
  public enum End {
    COMPLETED,
    EXPIRED,
    CANCELLED,
    FAILED
  }

  /** An answer to one request. */
  public record Answer(int status, String body) {}

  /** Told of each request, before and after it is done; the answer waits for it. */
  @FunctionalInterface
  public interface Witness {
    void sees(Operation operation, boolean done);
  }

  private record Made(ObjectNode batch, String input) {}

  private final Function<String, Answer> answers;
  private final Map<String, String> files = new LinkedHashMap<>();
  private final Map<String, Made> batches = new LinkedHashMap<>();
  private final Map<String, Integer> asked = new HashMap<>();
  private final Map<Operation, Deque<Fault>> faults = new HashMap<>();
  private final Map<Operation, Integer> seen = new HashMap<>();
  private End end = End.COMPLETED;
  private int answeredOfEach = Integer.MAX_VALUE;
  private int leftOut;
  private boolean held;
  private int number;
  private volatile Witness witness = (operation, done) -> {};

  /**
   * @param answers answers the body of a request
   */
  public BatchServer(HttpServer server, Function<String, Answer> answers) {
    this.answers = answers;
    server.createContext("/v1/files", this::files);
    server.createContext("/v1/batches", this::batches);
  }

  /** Lines up what goes wrong with the next requests of a kind. */
  public synchronized void next(Operation operation, Fault... lined) {
    faults.computeIfAbsent(operation, o -> new ArrayDeque<>()).addAll(List.of(lined));
  }

  /** Batches stay in progress, or come to their end. */
  public synchronized void hold(boolean isHeld) {
    held = isHeld;
  }

  /** Batches created from now on end so, with so many of their requests answered. */
  public synchronized void endWith(End how, int answered) {
    end = how;
    answeredOfEach = answered;
  }

  /** Batches created from now on say nothing of so many of their last requests. */
  public synchronized void leaveOut(int requests) {
    leftOut = requests;
  }

  /** Forgets all batches and files, as a server does that is started anew. */
  public synchronized void forget() {
    batches.clear();
    files.clear();
  }

  public void watch(Witness other) {
    witness = other;
  }

  /** Batches that were created. */
  public synchronized int created() {
    return batches.size();
  }

  /** The input of the batches, in the order of their creation. */
  public synchronized List<String> inputs() {
    return batches.values().stream().map(Made::input).toList();
  }

  /** Files that are kept. */
  public synchronized int kept() {
    return files.size();
  }

  /** Requests that were in batches. */
  public synchronized int requests() {
    return asked.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Requests with the same body that were in batches more than once. */
  public synchronized int repeated() {
    return requests() - asked.size();
  }

  /** How often something was asked of it. */
  public synchronized int seen(Operation operation) {
    return seen.getOrDefault(operation, 0);
  }

  private void files(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (method.equals("POST")) {
      serve(exchange, Operation.UPLOAD, () -> upload(body));
    } else if (method.equals("DELETE")) {
      serve(exchange, Operation.DELETE, () -> delete(path.substring("/v1/files/".length())));
    } else {
      String id = path.substring("/v1/files/".length(), path.length() - "/content".length());
      serve(exchange, Operation.CONTENT, () -> content(id));
    }
  }

  private void batches(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = exchange.getRequestURI().getQuery();
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestMethod().equals("POST")) {
      serve(exchange, Operation.CREATE, () -> create(JSON.readTree(body)));
    } else if (path.equals("/v1/batches")) {
      serve(exchange, Operation.LIST, () -> list(query));
    } else {
      String id = path.substring("/v1/batches/".length());
      serve(exchange, Operation.LOOK, () -> look(id));
    }
  }

  private interface Work {
    Answer done() throws IOException;
  }

  private void serve(HttpExchange exchange, Operation operation, Work work) throws IOException {
    Fault fault;
    synchronized (this) {
      seen.merge(operation, 1, Integer::sum);
      Deque<Fault> lined = faults.get(operation);
      fault = lined == null ? null : lined.poll();
    }
    witness.sees(operation, false);
    Answer answer = null;
    if (fault == Fault.ERROR) {
      answer = new Answer(500, "{}");
    } else if (fault == Fault.NOT_FOUND) {
      answer = new Answer(404, "{\"error\":{\"message\":\"no such thing\"}}");
    } else if (fault != Fault.BROKEN) {
      synchronized (this) {
        answer = work.done();
      }
    }
    witness.sees(operation, true);
    if (answer != null && fault != Fault.LOST) {
      byte[] bytes = answer.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      int length = fault == Fault.CUT ? bytes.length / 2 : bytes.length;
      exchange.getResponseBody().write(bytes, 0, length);
      exchange.getResponseBody().flush();
    }
    exchange.close();
  }

  private Answer upload(byte[] body) {
    String text = new String(body, ISO_8859_1);
    String boundary = text.substring(0, text.indexOf("\r\n"));
    int part = text.indexOf("name=\"file\"");
    int from = text.indexOf("\r\n\r\n", part) + 4;
    String content = text.substring(from, text.indexOf("\r\n" + boundary, from));
    if (!text.contains("name=\"purpose\"") || !text.contains("\r\n\r\nbatch\r\n")) {
      return new Answer(400, "{\"error\":{\"message\":\"no purpose\"}}");
    }
    return new Answer(200, "{\"id\":\"%s\"}".formatted(keep(content.getBytes(ISO_8859_1))));
  }

  private String keep(byte[] content) {
    String id = "file-" + ++number;
    files.put(id, new String(content, UTF_8));
    return id;
  }

  private Answer delete(String id) {
    return new Answer(files.remove(id) == null ? 404 : 200, "{}");
  }

  private Answer content(String id) {
    String content = files.get(id);
    return content == null ? new Answer(404, "{}") : new Answer(200, content);
  }

  private Answer create(JsonNode asking) throws IOException {
    String input = files.get(asking.path("input_file_id").asText());
    if (input == null || !asking.path("endpoint").asText().equals("/v1/chat/completions")) {
      return new Answer(400, "{\"error\":{\"message\":\"no such file or endpoint\"}}");
    }
    ObjectNode batch = JSON.createObjectNode();
    String id = "batch-" + ++number;
    batch.put("id", id).put("created_at", System.currentTimeMillis() / 1000);
    batch.set("metadata", asking.path("metadata"));
    if (end == End.FAILED) {
      ObjectNode error = batch.putObject("errors").putArray("data").addObject();
      error.put("code", "token_limit_exceeded").put("message", "Enqueued token limit reached");
    } else {
      work(batch, input);
    }
    batch.put("status", end.name().toLowerCase(java.util.Locale.ROOT));
    batches.put(id, new Made(batch, input));
    return new Answer(200, shown(batch).toString());
  }

  private void work(ObjectNode batch, String input) throws IOException {
    StringBuilder output = new StringBuilder();
    StringBuilder errors = new StringBuilder();
    Set<String> ids = new HashSet<>();
    List<String> lines = input.lines().toList();
    int completed = 0;
    int failed = 0;
    for (int i = 0; i < lines.size() - leftOut; i++) {
      JsonNode line = JSON.readTree(lines.get(i));
      String id = line.path("custom_id").asText();
      if (!ids.add(id) || !line.path("method").asText().equals("POST")) {
        throw new IllegalStateException("not a line of a batch: " + line);
      }
      if (i < answeredOfEach) {
        asked.merge(line.path("body").toString(), 1, Integer::sum);
        Answer answer = answers.apply(line.path("body").toString());
        boolean good = answer.status() < 300;
        completed += good ? 1 : 0;
        failed += good ? 0 : 1;
        (good ? output : errors)
            .append(
                "{\"id\":\"r\",\"custom_id\":\"%s\",\"response\":{\"status_code\":%d,\"body\":"
                    .formatted(id, answer.status()))
            .append(answer.body())
            .append("},\"error\":null}\n");
      } else if (end == End.EXPIRED) {
        failed++;
        errors.append(
            "{\"custom_id\":\"%s\",\"response\":null,\"error\":{\"code\":\"batch_expired\",\"message\":\"late\"}}%n"
                .formatted(id));
      }
    }
    batch.put("output_file_id", output.isEmpty() ? null : keep(output.toString().getBytes(UTF_8)));
    batch.put("error_file_id", errors.isEmpty() ? null : keep(errors.toString().getBytes(UTF_8)));
    batch
        .putObject("request_counts")
        .put("total", lines.size())
        .put("completed", completed)
        .put("failed", failed);
  }

  private JsonNode shown(ObjectNode batch) {
    if (!held) {
      return batch;
    }
    ObjectNode early = batch.deepCopy();
    early.put("status", "in_progress");
    early.remove(List.of("output_file_id", "error_file_id"));
    return early;
  }

  private Answer look(String id) {
    Made made = batches.get(id);
    return made == null
        ? new Answer(404, "{\"error\":{\"message\":\"no such batch\"}}")
        : new Answer(200, shown(made.batch()).toString());
  }

  private Answer list(String query) {
    List<ObjectNode> newest = new ArrayList<>();
    batches.values().forEach(made -> newest.add(0, made.batch()));
    int from = 0;
    int after = query.indexOf("after=");
    if (after >= 0) {
      String id = query.substring(after + "after=".length());
      while (!newest.get(from).path("id").asText().equals(id)) {
        from++;
      }
      from++;
    }
    int to = Math.min(newest.size(), from + PAGE);
    ObjectNode page = JSON.createObjectNode().put("has_more", to < newest.size());
    ArrayNode data = page.putArray("data");
    newest.subList(from, to).forEach(batch -> data.add(shown(batch)));
    return new Answer(200, page.toString());
  }
}
