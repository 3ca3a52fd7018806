package dev.assay.api.evaluate;

import dev.assay.catalog.database.NamedLocks;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Commits manual results to the table, each as the successor of the newest one of its metric and
 * conversation. Used by one thread, while it holds the lock of all writers of manual results.
 */
final class ManualCommits {
  private static final int MOST_COMMITS_KNOWN = 10_000;
  private static final int ID_BYTES = 12;
  private static final long ROW_GROUP_BYTES = 4 << 20;

  private final Warehouse warehouse;
  private final TableAppend append;
  private final NewestResults newest;
  private final InstantSource clock;
  private final Map<String, Long> committed = new HashMap<>();
  private String application = newApplication();
  private long number;

  /** A commit was tried, and nobody knows whether it was made. */
  static final class OutcomeUnknown extends RuntimeException {
    OutcomeUnknown(Throwable cause) {
      super("Cannot tell whether manual results were committed", cause);
    }
  }

  ManualCommits(Warehouse warehouse, NewestResults newest, InstantSource clock) {
    this.warehouse = warehouse;
    this.append = new TableAppend(warehouse);
    this.newest = newest;
    this.clock = clock;
  }

  /**
   * Commits results, all of them or none. Whatever it throws, what was tried is never tried again:
   * the number of a commit that may have been made is not used twice.
   *
   * @throws OutcomeUnknown when it may have been made; anything else means that it was not
   */
  void commit(List<NewResult> results, NamedLocks.Held held) throws IOException {
    try {
      make(results, held);
    } catch (IOException | RuntimeException | Error e) {
      application = newApplication();
      number = 0;
      throw e;
    }
  }

  private void make(List<NewResult> results, NamedLocks.Held held) throws IOException {
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
    try {
      append.commit(
          AssayTable.METRIC_EVALUATION_RESULT, files, commit.application(), commit.number());
    } catch (RuntimeException | Error e) {
      throw new OutcomeUnknown(e);
    }
    committed.put(commit.application(), commit.number());
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
    } catch (IOException | RuntimeException | Error e) {
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
