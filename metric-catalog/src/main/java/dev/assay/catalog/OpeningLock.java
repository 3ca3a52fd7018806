package dev.assay.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets one process, and one thread of it, create or migrate the embedded database at a time: SQLite
 * has no lock that Flyway could hold meanwhile. The operating system releases it when the process
 * dies.
 */
final class OpeningLock {
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

  private OpeningLock() {}

  static <T> T whileHeld(Path file, Supplier<T> opening) throws IOException {
    IN_THIS_PROCESS.lock();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock lock = channel.lock();
      try {
        return opening.get();
      } finally {
        lock.release();
      }
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }
}
