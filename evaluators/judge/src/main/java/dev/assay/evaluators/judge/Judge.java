package dev.assay.evaluators.judge;

import dev.assay.evaluators.Backoff;
import dev.assay.evaluators.Ledger;
import dev.assay.evaluators.judge.client.ChatClient;
import dev.assay.evaluators.judge.prompt.Dialect;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * A judge that can be asked: its settings, the ledger, the connection, and what was learnt of the
 * server's dialect, which differs from model to model.
 */
final class Judge {
  /** Waits between attempts; a test makes it return at once. */
  @FunctionalInterface
  interface Pause {
    void of(Duration wait) throws InterruptedException;
  }

  private final JudgeSettings settings;
  private final Ledger ledger;
  private final ChatClient client;
  private final Pause pause;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<String, Dialect> dialects = new ConcurrentHashMap<>();

  Judge(
      JudgeSettings settings,
      Ledger ledger,
      ChatClient client,
      Pause pause,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.ledger = ledger;
    this.client = client;
    this.pause = pause;
    this.nanoTime = nanoTime;
  }

  JudgeSettings settings() {
    return settings;
  }

  Ledger ledger() {
    return ledger;
  }

  ChatClient client() {
    return client;
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  Dialect dialect(String model) {
    return dialects.getOrDefault(model, Dialect.of(settings.limits().responseFormat()));
  }

  /**
   * Learns from a refusal.
   *
   * @return whether a request in another dialect than this one is worth trying
   */
  boolean learnt(String model, Dialect tried, String refusal) {
    if (!dialect(model).equals(tried)) {
      return true;
    }
    return tried
        .after(refusal)
        .map(
            next -> {
              dialects.put(model, next);
              return true;
            })
        .orElse(false);
  }

  /** How long to wait before an attempt is repeated, the server's wish included. */
  Duration wait(int attempt, Duration wish) {
    Duration backoff = Backoff.USUAL.after(attempt, ThreadLocalRandom.current());
    return backoff.compareTo(wish) > 0 ? backoff : wish;
  }

  void pause(Duration wait) throws InterruptedException {
    pause.of(wait);
  }
}
