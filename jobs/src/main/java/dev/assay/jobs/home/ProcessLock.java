package dev.assay.jobs.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lock of the operating system on a file. It ends with the process that holds it, however that
 * ends, so a lock that can be taken proves that its holder is gone.
 */
public final class ProcessLock implements AutoCloseable {

  private final FileChannel channel;

  private ProcessLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock, or is empty when any process, this one included, holds it. */
  public static Optional<ProcessLock> tryTake(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (locked(channel)) {
        return Optional.of(new ProcessLock(channel));
      }
      channel.close();
      return Optional.empty();
    } catch (IOException e) {
      throw cannotLock(file, e);
    }
  }

  /** Takes the lock, waiting for its holder to end. */
  public static ProcessLock take(Path file, Runnable whenWaiting) {
    Optional<ProcessLock> free = tryTake(file);
    if (free.isPresent()) {
      return free.get();
    }
    whenWaiting.run();
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.lock();
      return new ProcessLock(channel);
    } catch (IOException e) {
      throw cannotLock(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static UncheckedIOException cannotLock(Path file, IOException e) {
    return new UncheckedIOException("Cannot lock %s: %s".formatted(file, e.getMessage()), e);
  }
}
