package dev.assay.api.evaluate;

import dev.assay.api.http.ApiError;
import dev.assay.catalog.NamedLocks;
import dev.assay.results.AssayTable;
import dev.assay.results.ResultRow;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends manual results to the table. One thread commits what has gathered since its last commit,
 * and makes each result the successor of the newest one of its metric and conversation. Several
 * servers take turns. Thread-safe.
 */
final class ManualResults implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ManualResults.class);

  /**
   * The lock that all writers of manual results hold, from reading what is current to the commit.
   */
  private static final String WRITERS = "manual results";

  private static final int MOST_A_COMMIT = 256;
  private static final int MOST_COMMITS_KNOWN = 10_000;
  private static final int ID_BYTES = 12;
  private static final long ROW_GROUP_BYTES = 4 << 20;

  private final Warehouse warehouse;
  private final TableAppend append;
  private final NamedLocks locks;
  private final NewestResults newest;
  private final InstantSource clock;
  private final BlockingQueue<Submission> queue = new LinkedBlockingQueue<>();
  private final Map<String, Long> committed = new HashMap<>();
  private final Thread thread;
  private String application = newApplication();
  private long number;
  private volatile boolean isClosing;

  private record Submission(List<NewResult> results, CompletableFuture<Void> done) {}

  ManualResults(Warehouse warehouse, NamedLocks locks, NewestResults newest, InstantSource clock) {
    this.warehouse = warehouse;
    this.append = new TableAppend(warehouse);
    this.locks = locks;
    this.newest = newest;
    this.clock = clock;
    this.thread = new Thread(this::work, "manual-results");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /**
   * Stores results, all of them or none, and returns when readers see them.
   *
   * @throws ApiError 503 when they cannot be stored, or nobody knows whether they are
   */
  void store(List<NewResult> results) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    queue.add(new Submission(results, done));
    try {
      done.join();
    } catch (CompletionException e) {
      throw new ApiError(503, "results_not_stored", "The results could not be stored; ask again");
    }
  }

  /** Commits what has been submitted, and ends. */
  @Override
  public void close() {
    isClosing = true;
    queue.add(new Submission(List.of(), new CompletableFuture<>()));
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    while (!isClosing || !queue.isEmpty()) {
      List<Submission> group = new ArrayList<>();
      try {
        group.add(queue.take());
      } catch (InterruptedException e) {
        return;
      }
      queue.drainTo(group, MOST_A_COMMIT - 1);
      try {
        commit(group.stream().flatMap(s -> s.results().stream()).toList());
        group.forEach(s -> s.done().complete(null));
      } catch (IOException | RuntimeException e) {
        // Whether it is committed may be unknown: its number is never used again.
        application = newApplication();
        number = 0;
        log.error("Cannot commit manual results", e);
        group.forEach(s -> s.done().completeExceptionally(e));
      }
    }
  }

  private void commit(List<NewResult> results) throws IOException {
    if (results.isEmpty()) {
      return;
    }
    try (NamedLocks.Held held = locks.hold(WRITERS)) {
      NewestResults.Commit commit = new NewestResults.Commit(application, ++number);
      Map<NewResult.Key, NewestResults.Newest> before = new HashMap<>();
      for (NewResult result : results) {
        if (!before.containsKey(result.key())) {
          newest.of(result.key(), this::isMade).ifPresent(n -> before.put(result.key(), n));
        }
      }
      Map<NewResult.Key, NewestResults.Newest> made = new LinkedHashMap<>(before);
      List<DataFile> files = write(results, commit, made);
      made.keySet().retainAll(results.stream().map(NewResult::key).collect(Collectors.toSet()));
      newest.keep(made, before, commit);
      held.check();
      append.commit(
          AssayTable.METRIC_EVALUATION_RESULT, files, commit.application(), commit.number());
      committed.put(commit.application(), commit.number());
    }
  }

  /**
   * Writes one file for each metric version.
   *
   * @param made the newest results so far, which these become
   */
  private List<DataFile> write(
      List<NewResult> results,
      NewestResults.Commit commit,
      Map<NewResult.Key, NewestResults.Newest> made)
      throws IOException {
    Map<Map<String, String>, DataFileWriter> writers = new LinkedHashMap<>();
    try {
      for (int i = 0; i < results.size(); i++) {
        NewResult result = results.get(i);
        NewestResults.@Nullable Newest predecessor = made.get(result.key());
        long now = micros(clock.instant());
        long createdAt =
            predecessor == null ? now : Math.max(now, predecessor.createdAtMicros() + 1);
        String id = id(commit, i);
        writer(writers, result)
            .write(row(result, id, commit.application(), predecessor, createdAt).toFields());
        made.put(result.key(), new NewestResults.Newest(id, createdAt));
      }
      List<DataFile> files = new ArrayList<>();
      for (DataFileWriter writer : writers.values()) {
        files.add(writer.finish());
      }
      return files;
    } catch (IOException | RuntimeException e) {
      for (DataFileWriter writer : writers.values()) {
        writer.close();
      }
      throw e;
    }
  }

  private DataFileWriter writer(
      Map<Map<String, String>, DataFileWriter> writers, NewResult result) {
    Map<String, String> partition =
        Map.of(
            "metric_id",
            result.version().metricId(),
            "metric_version",
            String.valueOf(result.version().version()));
    return writers.computeIfAbsent(
        partition,
        values -> {
          try {
            return DataFileWriter.open(
                warehouse.path(AssayTable.METRIC_EVALUATION_RESULT),
                AssayTable.METRIC_EVALUATION_RESULT,
                values,
                ROW_GROUP_BYTES);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static ResultRow row(
      NewResult result,
      String id,
      String runId,
      NewestResults.@Nullable Newest predecessor,
      long createdAt) {
    return new ResultRow(
        id,
        result.orgId(),
        result.subject(),
        result.evaluation(),
        result.contentHash(),
        result.version().evaluator().type(),
        result.fingerprint(),
        runId,
        predecessor == null ? null : predecessor.id(),
        createdAt);
  }

  private boolean isMade(NewestResults.Commit commit) {
    Long known = committed.get(commit.application());
    if (known == null || known < commit.number()) {
      if (committed.size() >= MOST_COMMITS_KNOWN) {
        committed.keySet().retainAll(Set.of(application));
      }
      known = append.committed(AssayTable.METRIC_EVALUATION_RESULT, commit.application());
      committed.put(commit.application(), known);
    }
    return known >= commit.number();
  }

  private static String newApplication() {
    byte[] bytes = new byte[ID_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String id(NewestResults.Commit commit, int position) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  "%s\n%d\n%d"
                      .formatted(commit.application(), commit.number(), position)
                      .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
