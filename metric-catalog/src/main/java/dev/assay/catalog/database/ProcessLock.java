package dev.assay.catalog.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A lock of the operating system on a file. It ends with the process that holds it, however that
 * ends, so a lock that can be taken proves that its holder is gone.
 */
public final class ProcessLock implements AutoCloseable {

  /**
   * Files that this process has locked. It must not open them again: closing any channel of a file
   * drops all locks that its process has on it.
   */
  private static final Set<Path> HELD_HERE = new HashSet<>();

  private final Path file;
  private final FileChannel channel;

  private ProcessLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the lock, or is empty when any process, this one included, holds it. */
  public static Optional<ProcessLock> tryTake(Path file) {
    Path name = name(file);
    synchronized (HELD_HERE) {
      if (!HELD_HERE.add(name)) {
        return Optional.empty();
      }
    }
    Optional<ProcessLock> taken = Optional.empty();
    try {
      FileChannel channel = open(name);
      if (channel.tryLock() == null) {
        channel.close();
      } else {
        taken = Optional.of(new ProcessLock(name, channel));
      }
      return taken;
    } catch (IOException e) {
      throw cannotLock(file, e);
    } finally {
      if (taken.isEmpty()) {
        forget(name);
      }
    }
  }

  /** Takes the lock, waiting for its holder to end. */
  public static ProcessLock take(Path file, Runnable whenWaiting) {
    Optional<ProcessLock> free = tryTake(file);
    if (free.isPresent()) {
      return free.get();
    }
    whenWaiting.run();
    Path name = name(file);
    awaitOthersHere(name);
    Optional<ProcessLock> taken = Optional.empty();
    try {
      FileChannel channel = open(name);
      channel.lock();
      taken = Optional.of(new ProcessLock(name, channel));
      return taken.get();
    } catch (IOException e) {
      throw cannotLock(file, e);
    } finally {
      if (taken.isEmpty()) {
        forget(name);
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      forget(file);
    }
  }

  private static void awaitOthersHere(Path name) {
    synchronized (HELD_HERE) {
      while (!HELD_HERE.add(name)) {
        try {
          HELD_HERE.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("Interrupted while waiting for the lock " + name, e);
        }
      }
    }
  }

  private static void forget(Path name) {
    synchronized (HELD_HERE) {
      HELD_HERE.remove(name);
      HELD_HERE.notifyAll();
    }
  }

  private static Path name(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private static FileChannel open(Path name) throws IOException {
    return FileChannel.open(name, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static UncheckedIOException cannotLock(Path file, IOException e) {
    return new UncheckedIOException("Cannot lock %s: %s".formatted(file, e.getMessage()), e);
  }
}
