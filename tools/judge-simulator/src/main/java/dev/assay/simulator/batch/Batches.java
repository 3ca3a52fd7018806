package dev.assay.simulator.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.simulator.judge.ApiError;
import dev.assay.simulator.judge.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Batches, in memory only. All is done by one thread, the given one; long batches leave it to
 * others between their requests.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a batch's own status says how it went
public final class Batches {

  private static final String ENDPOINT = "/v1/chat/completions";
  private static final int TURN = 20;
  private static final int MAX_METADATA = 16;

  private final Map<String, Batch> batches = new LinkedHashMap<>();
  private final BatchSettings settings;
  private final StoredFiles files;
  private final BatchWork work;
  private final ScheduledExecutorService thread;
  private int made;

  public Batches(
      BatchSettings settings, StoredFiles files, BatchWork work, ScheduledExecutorService thread) {
    this.settings = settings;
    this.files = files;
    this.work = work;
    this.thread = thread;
  }

  /** Makes a batch of an input file, and begins it. */
  public ObjectNode create(ObjectNode asked) {
    String endpoint = asked.path("endpoint").asText("");
    if (!endpoint.equals(ENDPOINT)) {
      throw ApiError.invalid(
          "endpoint",
          "Invalid value: '%s'. Supported values are: '%s'.".formatted(endpoint, ENDPOINT));
    }
    if (!asked.path("completion_window").asText("").equals("24h")) {
      throw ApiError.invalid("completion_window", "Invalid value: supported values are: '24h'.");
    }
    StoredFile input = files.get(asked.path("input_file_id").asText(""));
    if (!input.purpose().equals("batch")) {
      throw ApiError.invalid("input_file_id", "Invalid file: its purpose must be 'batch'");
    }
    JsonNode metadata = asked.path("metadata");
    if (metadata.size() > MAX_METADATA
        || !(metadata.isMissingNode() || metadata.isNull() || metadata.isObject())) {
      throw ApiError.invalid(
          "metadata", "Invalid metadata: expected an object of at most 16 texts");
    }
    made++;
    String id = "batch_%08x%016x".formatted(made, System.nanoTime());
    Batch batch =
        new Batch(
            id, input.id(), endpoint, metadata.isMissingNode() ? NullNode.instance : metadata);
    batches.put(id, batch);
    long started = System.nanoTime();
    thread.execute(
        () -> {
          if (batch.status() == Batch.Status.VALIDATING) {
            batch.accept(BatchInput.read(input.content(), endpoint));
          }
          go(batch, started);
        });
    return batch.describe();
  }

  /** Answers what is due by now, a few requests at a time. */
  private void go(Batch batch, long started) {
    if (batch.status() == Batch.Status.CANCELLING) {
      end(batch, Batch.Status.CANCELLED);
      return;
    }
    if (batch.status() != Batch.Status.IN_PROGRESS || !batches.containsKey(batch.id())) {
      return;
    }
    long elapsed = System.nanoTime() - started;
    long delay = settings.delay().toNanos();
    double part = delay == 0 ? 1 : Math.min(1, (double) elapsed / delay);
    int due = (int) (batch.total() * part);
    for (int i = 0; i < TURN && batch.done() < due; i++) {
      batch.answerNext(work);
    }
    if (batch.done() == batch.total() && part >= 1) {
      end(batch, Batch.Status.COMPLETED);
    } else if (elapsed > settings.expiry().toNanos()) {
      batch.expireRest();
      end(batch, Batch.Status.EXPIRED);
    } else if (batch.done() < due) {
      thread.execute(() -> go(batch, started));
    } else {
      long pause = Math.max(1_000_000, delay / Math.max(1, Math.min(batch.total(), 1000)));
      thread.schedule(() -> go(batch, started), pause, TimeUnit.NANOSECONDS);
    }
  }

  private void end(Batch batch, Batch.Status status) {
    if (status == Batch.Status.COMPLETED) {
      batch.become(Batch.Status.FINALIZING);
    }
    try {
      batch.store(files);
      batch.become(status);
    } catch (ApiError e) {
      batch.become(Batch.Status.FAILED);
    }
  }

  public ObjectNode get(String id) {
    return find(id).describe();
  }

  private Batch find(String id) {
    Batch batch = batches.get(id);
    if (batch == null) {
      throw ApiError.notFound("batch_id", "No batch found with id '%s'.".formatted(id));
    }
    return batch;
  }

  /** Ends a batch early; what it has by then is kept. */
  public ObjectNode cancel(String id) {
    Batch batch = find(id);
    switch (batch.status()) {
      case VALIDATING, IN_PROGRESS -> batch.become(Batch.Status.CANCELLING);
      case CANCELLING, CANCELLED -> {}
      case FINALIZING, COMPLETED, FAILED, EXPIRED ->
          throw new ApiError(
              409,
              "invalid_request_error",
              null,
              null,
              "Cannot cancel a batch with status '%s'.".formatted(batch.status().label()));
    }
    return batch.describe();
  }

  /** A page of batches, the newest first. */
  public ObjectNode list(int limit, String after) {
    List<Batch> newestFirst = new ArrayList<>(batches.values());
    Collections.reverse(newestFirst);
    int from = after.isEmpty() ? 0 : newestFirst.indexOf(find(after)) + 1;
    int to = Math.min(newestFirst.size(), from + limit);
    ObjectNode page = Json.object();
    page.put("object", "list");
    ArrayNode data = page.putArray("data");
    newestFirst.subList(from, to).forEach(batch -> data.add(batch.describe()));
    page.put("first_id", from < to ? newestFirst.get(from).id() : null);
    page.put("last_id", from < to ? newestFirst.get(to - 1).id() : null);
    page.put("has_more", to < newestFirst.size());
    return page;
  }

  /** Forgets all batches; those under way end. */
  public void clear() {
    batches.clear();
  }
}
