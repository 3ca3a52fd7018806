package dev.assay.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Named locks of one host: bytes of a file that the operating system locks. A process's threads
 * take turns, shared or not. Each name has two bytes, a gate and the lock; everyone passes the gate
 * alone, so that those who share a lock cannot keep out one who waits for all of it.
 */
final class FileLocks implements NamedLocks {
  /** Of the whole process: to close any channel of a file would drop all its locks. */
  private static final Map<Path, FileLocks> OPEN = new ConcurrentHashMap<>();

  private static final long PAUSE_NANOS = 500_000;

  private final Path file;
  private final FileChannel channel;
  private final Map<Long, ReentrantLock> turns = new ConcurrentHashMap<>();

  private FileLocks(Path file) {
    this.file = file;
    try {
      this.channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  static NamedLocks of(Path file) {
    return OPEN.computeIfAbsent(file.toAbsolutePath().normalize(), FileLocks::new);
  }

  @Override
  public Held hold(Collection<String> alone, Collection<String> shared) {
    Holding holding = new Holding();
    try {
      take(alone, false, holding);
      take(shared, true, holding);
      return holding;
    } catch (RuntimeException e) {
      holding.close();
      throw e;
    }
  }

  /** In one order for everybody, so that no two wait for each other. */
  private void take(Collection<String> names, boolean isShared, Holding holding) {
    TreeMap<Long, String> byPlace = new TreeMap<>();
    names.forEach(name -> byPlace.put(place(name), name));
    for (long place : byPlace.keySet()) {
      ReentrantLock turn =
          Objects.requireNonNull(turns.computeIfAbsent(place, p -> new ReentrantLock(true)));
      turn.lock();
      holding.turns.add(turn);
      try (FileLock gate = wait(place + 1, false)) {
        holding.locks.add(wait(place, isShared));
      } catch (IOException e) {
        throw failed(file, e);
      }
    }
  }

  /** Asks again and again: to block, the system wrongly takes for a deadlock of two processes. */
  private FileLock wait(long place, boolean isShared) throws IOException {
    while (true) {
      FileLock lock = channel.tryLock(place, 1, isShared);
      if (lock != null) {
        return lock;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static long place(String name) {
    return LockKey.of(name) >>> 2 << 1;
  }

  private static CatalogException.StoreFailed failed(Path file, IOException e) {
    return new CatalogException.StoreFailed(
        "Cannot lock %s: %s. Its directory must be writable.".formatted(file, e), e);
  }

  private final class Holding implements Held {
    private final List<ReentrantLock> turns = new ArrayList<>();
    private final List<FileLock> locks = new ArrayList<>();

    @Override
    public void check() {
      if (!locks.stream().allMatch(FileLock::isValid)) {
        throw new CatalogException.StoreFailed("The locks of %s are lost".formatted(file), null);
      }
    }

    @Override
    public void close() {
      try {
        for (FileLock lock : locks) {
          lock.release();
        }
      } catch (IOException e) {
        throw failed(file, e);
      } finally {
        turns.forEach(ReentrantLock::unlock);
      }
    }
  }
}
