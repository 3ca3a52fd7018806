package dev.assay.evaluators.judge.batch;

import dev.assay.evaluators.Backoff;
import dev.assay.evaluators.OneLine;
import dev.assay.evaluators.judge.client.Reply;
import dev.assay.evaluators.judge.client.Reply.Outcome;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks a server until it answers, a bounded number of times. */
final class RetriedRequest {
  private static final int LONGEST_QUOTE = 300;

  private final int attempts;
  private final Pause pause;

  /** Waits; a test makes it return at once. */
  @FunctionalInterface
  interface Pause {
    void of(Duration wait) throws InterruptedException;
  }

  RetriedRequest(int attempts, Pause pause) {
    this.attempts = attempts;
    this.pause = pause;
  }

  /** Repeats what may be repeated without harm; the last reply. */
  Reply until(Supplier<Reply> request) {
    return until(request, Reply::mayPass);
  }

  Reply until(Supplier<Reply> request, Predicate<Reply> again) {
    Reply reply = request.get();
    for (int attempt = 1; attempt < attempts && again.test(reply); attempt++) {
      backOff(attempt, reply);
      reply = request.get();
    }
    return reply;
  }

  int attempts() {
    return attempts;
  }

  /** Waits before another attempt, as long as the server wishes. */
  void backOff(int attempt, Reply reply) {
    Long wish = reply.retryAfterMillis();
    long wait = Backoff.USUAL.after(attempt, ThreadLocalRandom.current()).toMillis();
    pause(Duration.ofMillis(Math.max(wish == null ? 0 : wish, wait)));
  }

  void pause(Duration wait) {
    try {
      pause.of(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BatchFailed("Cannot wait for the judge: the run is being stopped");
    }
  }

  /** The failure of an action, in words for a person. */
  static BatchFailed failed(String action, Reply reply, String mend) {
    String body = reply.body();
    String said =
        body == null || body.isBlank() || reply.outcome() == Outcome.ANSWERED
            ? ""
            : ": " + OneLine.of(body.substring(0, Math.min(LONGEST_QUOTE, body.length())));
    String problem =
        reply.problem().isEmpty() ? "its answer cannot be read" : reply.problem() + said;
    return new BatchFailed("Cannot %s: %s. %s".formatted(action, problem, mend));
  }
}
