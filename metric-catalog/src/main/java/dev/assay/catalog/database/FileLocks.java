package dev.assay.catalog.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Named locks of one host: bytes of a file that the operating system locks. A process's threads
 * take turns.
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
  public Held hold(String name) {
    long place = LockKey.of(name) >>> 1;
    ReentrantLock turn =
        Objects.requireNonNull(turns.computeIfAbsent(place, p -> new ReentrantLock(true)));
    turn.lock();
    try {
      return new Holding(turn, taken(place));
    } catch (IOException e) {
      turn.unlock();
      throw failed(file, e);
    } catch (RuntimeException | Error e) {
      turn.unlock();
      throw e;
    }
  }

  /** Asks again and again: to block, the system wrongly takes for a deadlock of two processes. */
  private FileLock taken(long place) throws IOException {
    while (true) {
      FileLock lock = channel.tryLock(place, 1, false);
      if (lock != null) {
        return lock;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static DatabaseFailed failed(Path file, IOException e) {
    return new DatabaseFailed(
        "Cannot lock %s: %s. Its directory must be writable.".formatted(file, e), e);
  }

  private final class Holding implements Held {
    private final ReentrantLock turn;
    private final FileLock lock;

    Holding(ReentrantLock turn, FileLock lock) {
      this.turn = turn;
      this.lock = lock;
    }

    @Override
    public void check() {
      if (!lock.isValid()) {
        throw new DatabaseFailed("The locks of %s are lost".formatted(file), null);
      }
    }

    @Override
    public void close() {
      try {
        lock.release();
      } catch (IOException e) {
        throw failed(file, e);
      } finally {
        turn.unlock();
      }
    }
  }
}
