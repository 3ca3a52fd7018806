package dev.assay.ledger.store;

import java.time.InstantSource;

/**
 * Ids of calls: 24 lowercase hex, of time, counter and owner, so that they sort by time. All
 * ledgers of an owner share one, else two could give the same id. Thread-safe.
 */
public final class CallIds {
  private final InstantSource clock;
  private final String ownerPart;
  private long lastMillis;
  private int counter;

  CallIds(InstantSource clock, Owner owner) {
    this.clock = clock;
    this.ownerPart = owner.id().substring(0, 8);
  }

  public synchronized String next() {
    long millis = Math.max(lastMillis, clock.millis());
    counter = millis == lastMillis ? counter + 1 : 0;
    lastMillis = millis;
    if (counter >= 1 << 20) {
      lastMillis++;
      counter = 0;
    }
    return "%011x%05x%s".formatted(lastMillis, counter, ownerPart);
  }

  public long micros() {
    return clock.millis() * 1000;
  }
}
