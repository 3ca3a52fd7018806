package dev.assay.catalog.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedLocksTest {
  private static final int THREADS = 8;
  private static final int TIMES = 50;

  @TempDir private Path folder;

  @Test
  void nobodyHoldsWhatAnotherHolds() throws Exception {
    NamedLocks locks = FileLocks.of(folder.resolve("test.locks"));
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger together = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      all.add(
          threads.submit(
              () -> {
                for (int n = 0; n < TIMES; n++) {
                  try (NamedLocks.Held held = locks.hold("a")) {
                    held.check();
                    if (inside.getAndIncrement() > 0) {
                      together.incrementAndGet();
                    }
                    inside.decrementAndGet();
                  }
                }
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    threads.shutdown();

    assertThat(together).hasValue(0);
  }

  @Test
  void locksOfOtherNamesAreFree() {
    NamedLocks locks = FileLocks.of(folder.resolve("test.locks"));

    try (NamedLocks.Held one = locks.hold("a")) {
      one.check();
      try (NamedLocks.Held other = locks.hold("b")) {
        other.check();
      }
    }
    try (NamedLocks.Held again = locks.hold("a")) {
      again.check();
    }
  }
}
