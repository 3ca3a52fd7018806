package dev.assay.results.read;

import dev.assay.results.commit.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads current results of any snapshot that is still kept, again and again, without Spark.
 * Thread-safe. Memory is bounded: the lists of files and the open files by their number, the index
 * of conversations by its size.
 */
public final class ResultReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ResultReader.class);
  private static final int AT_ONCE = Runtime.getRuntime().availableProcessors();
  private static final int MOST_OPEN = 512;
  private static final long MOST_INDEX_BYTES = 128L << 20;
  private static final long MOST_SUPERSEDED = 250_000;

  private final ResultSnapshots snapshots;
  private final OpenFiles open = new OpenFiles(MOST_OPEN);
  private final ConversationIndex index = new ConversationIndex(MOST_INDEX_BYTES);
  private final SupersededIds superseded = new SupersededIds(open, MOST_SUPERSEDED);
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final ExecutorService indexing =
      new ThreadPoolExecutor(
          0,
          1,
          1,
          TimeUnit.MINUTES,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread thread = new Thread(task, "conversation-index");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long indexed = -1;

  /** The snapshot that was asked for is no longer kept. */
  public static final class SnapshotGone extends RuntimeException {
    SnapshotGone(long version, Throwable cause) {
      super(
          "Cannot read version %d of the results: it is no longer kept".formatted(version), cause);
    }
  }

  private ResultReader(Warehouse warehouse) {
    this.snapshots = new ResultSnapshots(warehouse);
  }

  /** Opens a reader, which begins to index conversations in a thread of its own. */
  public static ResultReader open(Warehouse warehouse) {
    ResultReader reader = new ResultReader(warehouse);
    reader.indexing.execute(reader::indexNewest);
    return reader;
  }

  /** The version of the newest snapshot, or -1 when there is no table yet. */
  public long newest() {
    long newest = snapshots.newest().map(ResultFiles::version).orElse(-1L);
    if (newest > indexed) {
      indexed = newest;
      indexing.execute(this::indexNewest);
    }
    return newest;
  }

  /**
   * Results of a snapshot in the query's order.
   *
   * @param after where to begin, or null for the beginning
   * @param limit the most that are wanted
   * @throws SnapshotGone when the snapshot or some of its files are gone
   */
  public List<StoredResult> find(
      long version, ResultQuery query, ResultQuery.@Nullable Place after, int limit) {
    ResultFiles files = snapshots.at(version);
    List<ResultFile> matching = matching(files, query, after);
    return matching.isEmpty() || limit == 0
        ? List.of()
        : ask(version, files, query, after, matching, scan -> scan.page(matching, limit));
  }

  /**
   * Ids of the metrics that have results of a query.
   *
   * @param known those of which it is known already
   * @throws SnapshotGone when the snapshot or some of its files are gone
   */
  public List<String> metricIds(long version, ResultQuery query, Collection<String> known) {
    ResultFiles files = snapshots.at(version);
    Set<String> ids = new TreeSet<>(known);
    ids.addAll(files.surelyFound(query));
    List<ResultFile> matching =
        matching(files, query, null).stream()
            .filter(file -> !ids.contains(file.metricId()))
            .toList();
    if (!matching.isEmpty()) {
      ids.addAll(ask(version, files, query, null, matching, scan -> metricIds(scan, matching)));
    }
    return List.copyOf(ids);
  }

  private static Set<String> metricIds(ResultScan scan, List<ResultFile> files) throws IOException {
    Set<String> ids = new TreeSet<>();
    for (ResultFile file : files) {
      if (!ids.contains(file.metricId()) && scan.isFoundIn(file)) {
        ids.add(file.metricId());
      }
    }
    return ids;
  }

  /** The memory that the index of conversations takes, in bytes. */
  public long indexBytes() {
    return index.bytes();
  }

  /** How many files the index of conversations covers. */
  public int indexedFiles() {
    return index.size();
  }

  @Override
  public void close() {
    indexing.shutdownNow();
    open.close();
  }

  private List<ResultFile> matching(
      ResultFiles files, ResultQuery query, ResultQuery.@Nullable Place after) {
    List<ResultFile> matching = files.matching(query, after);
    return query.conversationIds().isEmpty()
        ? matching
        : index.holding(matching, query.conversationIds());
  }

  /** Lookups need not wait for it: a file that is not indexed yet is read. */
  private void indexNewest() {
    try {
      snapshots.newest().ifPresent(files -> index.add(files.all()));
      Set<String> read = snapshots.paths();
      index.retain(read);
      superseded.retain(read);
      open.retain(read);
    } catch (RuntimeException e) {
      log.warn("Cannot index the conversations of results: {}", e.toString());
    }
  }

  /** Reads files. */
  @FunctionalInterface
  private interface Question<T> {
    T ask(ResultScan scan) throws IOException;
  }

  private <T> T ask(
      long version,
      ResultFiles files,
      ResultQuery query,
      ResultQuery.@Nullable Place after,
      List<ResultFile> matching,
      Question<T> question) {
    List<ResultFile> replacing = files.replacing(query);
    places.acquireUninterruptibly();
    try {
      return question.ask(
          new ResultScan(open, index, query, after, superseded.of(replacing, query.orgId())));
    } catch (IOException | RuntimeException e) {
      if (Stream.concat(matching.stream(), replacing.stream())
          .anyMatch(file -> !Files.exists(Path.of(file.path())))) {
        throw new SnapshotGone(version, e);
      }
      throw new IllegalStateException("Cannot read the results: " + e.getMessage(), e);
    } finally {
      places.release();
    }
  }
}
