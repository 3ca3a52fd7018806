package dev.assay.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads results while others write them, and checks what it reads: a walk shows each key once, and
 * what was there once is there ever after.
 */
final class ReadsBeside implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 500;
  private static final int PAGES_A_WALK = 20;

  /** One question in so many is asked in SQL, over all of a metric. */
  private static final int SQL_EACH = 100;

  private static final String COUNT =
      "SELECT count(*), count(DISTINCT conversation_id) FROM current_result WHERE metric_id = ?";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, Long> seen = new HashMap<>();
  private final Times pages = new Times();
  private final Times conversations = new Times();
  private final Times sql = new Times();
  private final ServerProcess server;
  private final Warehouse warehouse;
  private final int archived;
  private final double perSecond;
  private final Random random;
  private final Thread thread = new Thread(this::readOn, "reads");
  private volatile boolean ended;
  private volatile @Nullable Exception problem;
  private List<String> metrics = List.of();
  private long due;

  /**
   * Begins to read.
   *
   * @param archived how many conversations there will be
   * @param perSecond calls, at most
   */
  ReadsBeside(
      ServerProcess server, Warehouse warehouse, int archived, double perSecond, long seed) {
    this.server = server;
    this.warehouse = warehouse;
    this.archived = archived;
    this.perSecond = perSecond;
    this.random = new Random(seed);
    thread.setDaemon(true);
    thread.start();
  }

  /** Pages of 500 of one metric's results. */
  Times pages() {
    return pages;
  }

  /** All results of one conversation. */
  Times conversations() {
    return conversations;
  }

  /** Counts over all of a metric. */
  Times sql() {
    return sql;
  }

  /** Fails when something that was read was wrong. */
  void check() {
    Exception found = problem;
    if (found != null) {
      throw new IllegalStateException("A read beside the night was wrong", found);
    }
  }

  private void readOn() {
    try {
      due = System.nanoTime();
      while (!ended) {
        pause();
        read();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      problem = e;
    }
  }

  /** Waits until the next call is due; a call that took longer delays those that follow. */
  private void pause() {
    LockSupport.parkNanos(due - System.nanoTime());
    due = Math.max(due, System.nanoTime()) + (long) (1e9 / perSecond);
  }

  private void read() throws Exception {
    if (metrics.isEmpty()) {
      List<String> ids = new ArrayList<>();
      JSON.readTree(server.get("metric/?limit=50"))
          .get("metrics")
          .forEach(metric -> ids.add(metric.get("id").asText()));
      metrics = ids;
    } else if (random.nextInt(SQL_EACH) == 0) {
      count(metrics.get(random.nextInt(metrics.size())));
    } else if (random.nextBoolean()) {
      conversation(SyntheticArchive.id(random.nextInt(archived)));
    } else {
      long unused =
          walk(metrics.get(random.nextInt(metrics.size())), PAGES_A_WALK, pages, this::pause);
    }
  }

  private void conversation(String id) throws Exception {
    List<JsonNode> found = new ArrayList<>();
    conversations.time(() -> found.add(answer("conversation_id=%s&limit=%d".formatted(id, PAGE))));
    Set<String> keys = new HashSet<>();
    for (JsonNode result : results(found.get(0))) {
      if (!keys.add(result.get("metric_id").asText())) {
        throw new IllegalStateException(
            "Conversation %s has two results of metric %s".formatted(id, result.get("metric_id")));
      }
    }
    neverLess("conversation " + id, keys.size());
  }

  /** Reads all results of a metric, without pause; how many they are. */
  long walkAll(String metric) throws Exception {
    return walk(metric, Integer.MAX_VALUE, new Times(), () -> {});
  }

  private long walk(String metric, int mostPages, Times times, Runnable pause) throws Exception {
    Set<String> keys = new HashSet<>();
    String token = "";
    for (int page = 0; page < mostPages; page++) {
      String query = "metric_id=%s&limit=%d%s".formatted(metric, PAGE, token);
      List<JsonNode> found = new ArrayList<>();
      times.time(() -> found.add(answer(query)));
      for (JsonNode result : results(found.get(0))) {
        String conversation = result.get("source").get("conversation_id").asText();
        if (!keys.add(conversation)) {
          throw new IllegalStateException(
              "A walk through metric %s shows conversation %s twice"
                  .formatted(metric, conversation));
        }
      }
      if (!found.get(0).get("has_more").asBoolean()) {
        break;
      }
      pause.run();
      token = "&continuation_token=" + found.get(0).get("continuation_token").asText();
    }
    return keys.size();
  }

  private void count(String metric) throws Exception {
    List<long[]> found = new ArrayList<>();
    sql.time(
        () ->
            found.addAll(
                TableQuery.query(
                    warehouse,
                    Map.of(
                        AssayTable.METRIC_EVALUATION_RESULT, Predicates.equal("metric_id", metric)),
                    COUNT,
                    rows -> new long[] {rows.getLong(1), rows.getLong(2)},
                    metric)));
    long results = found.get(0)[0];
    if (results != found.get(0)[1]) {
      throw new IllegalStateException(
          "Metric %s has %,d results of %,d conversations"
              .formatted(metric, results, found.get(0)[1]));
    }
    neverLess("metric " + metric, results);
  }

  private void neverLess(String what, long results) {
    long before = seen.getOrDefault(what, 0L);
    if (results < before) {
      throw new IllegalStateException(
          "%s had %,d results and then %,d".formatted(what, before, results));
    }
    seen.put(what, results);
  }

  private JsonNode answer(String query) throws IOException, InterruptedException {
    return JSON.readTree(server.results(client, query));
  }

  private static JsonNode results(JsonNode answer) {
    return answer.get("metric_evaluation_results");
  }

  /** Ends reading. */
  @Override
  public void close() throws InterruptedException {
    ended = true;
    thread.join();
  }
}
