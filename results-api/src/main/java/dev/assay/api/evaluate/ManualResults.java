package dev.assay.api.evaluate;

import dev.assay.api.http.ApiError;
import dev.assay.catalog.database.NamedLocks;
import dev.assay.results.commit.Warehouse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores manual results. One thread commits what has gathered since its last commit; several
 * servers take turns. Whatever a commit dies of, its requests are told and the next one is made.
 * Thread-safe.
 */
final class ManualResults implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ManualResults.class);

  /**
   * The lock that all writers of manual results hold, from reading what is current to the commit.
   */
  private static final String WRITERS = "manual results";

  private static final int MOST_A_COMMIT = 256;

  private final ManualCommits commits;
  private final NamedLocks locks;
  private final Duration patience;
  private final BlockingQueue<Submission> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean isClosing;
  private volatile boolean isEnded;

  /** Results that somebody waits for. */
  private static final class Submission {
    private final List<NewResult> results;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final AtomicBoolean isTaken = new AtomicBoolean();

    Submission(List<NewResult> results) {
      this.results = results;
    }

    /** Whether the caller may decide what becomes of it: to commit it, or to give it up. */
    boolean take() {
      return isTaken.compareAndSet(false, true);
    }
  }

  /**
   * Begins to wait for results.
   *
   * @param patience how long somebody waits for results to be stored
   */
  ManualResults(
      Warehouse warehouse,
      NamedLocks locks,
      NewestResults newest,
      InstantSource clock,
      Duration patience) {
    this.commits = new ManualCommits(warehouse, newest, clock);
    this.locks = locks;
    this.patience = patience;
    this.thread = new Thread(this::work, "manual-results");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /** Whether results can be stored; never again when not. */
  boolean isAlive() {
    return !isEnded;
  }

  /**
   * Stores results, all of them or none, and returns when readers see them.
   *
   * @throws ApiError 503, which says whether they are not stored or nobody knows; to ask again is
   *     right in both cases, since what is stored later replaces them
   */
  void store(List<NewResult> results) {
    Submission submission = new Submission(results);
    queue.add(submission);
    if (isEnded) {
      refuseAll();
    }
    try {
      submission.done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ManualCommits.OutcomeUnknown ? uncertain() : notStored();
    } catch (TimeoutException e) {
      throw givenUp(submission);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw givenUp(submission);
    }
  }

  private ApiError givenUp(Submission submission) {
    if (submission.take()) {
      queue.remove(submission);
      return notStored();
    }
    return uncertain();
  }

  private static ApiError notStored() {
    return new ApiError(503, "results_not_stored", "The results were not stored; ask again");
  }

  private static ApiError uncertain() {
    return new ApiError(
        503,
        "results_uncertain",
        "Nobody knows whether the results are stored; ask again, or look for them later");
  }

  /** Commits what has been submitted, and ends. */
  @Override
  public void close() {
    isClosing = true;
    queue.add(new Submission(List.of()));
    try {
      thread.join(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      log.warn("Manual results are still being committed; nobody waits for them any more");
    }
  }

  private void work() {
    try {
      while (!isClosing || !queue.isEmpty()) {
        List<Submission> group = new ArrayList<>();
        group.add(queue.take());
        queue.drainTo(group, MOST_A_COMMIT - 1);
        group.removeIf(submission -> submission.results.isEmpty());
        if (!group.isEmpty()) {
          commit(group);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      isEnded = true;
      refuseAll();
    }
  }

  private void commit(List<Submission> group) {
    try (NamedLocks.Held held = locks.hold(WRITERS)) {
      group.removeIf(submission -> !submission.take());
      if (!group.isEmpty()) {
        commits.commit(
            group.stream().flatMap(submission -> submission.results.stream()).toList(), held);
        group.forEach(submission -> submission.done.complete(null));
      }
    } catch (IOException | RuntimeException | Error e) {
      group.forEach(submission -> submission.done.completeExceptionally(e));
      log.error("Cannot commit manual results", e);
    }
  }

  /** Nobody will commit them. */
  private void refuseAll() {
    List<Submission> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(
        submission ->
            submission.done.completeExceptionally(
                new IllegalStateException("Cannot commit manual results: the server is ending")));
  }
}
