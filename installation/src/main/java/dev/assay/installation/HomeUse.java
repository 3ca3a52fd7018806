package dev.assay.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The use of a home, which all who may write to it share, and which whoever erases from it has
 * alone. It is a lock of the operating system, so it ends with its process, however that ends.
 */
public final class HomeUse implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HomeUse.class);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /**
   * What this process holds: closing any channel of a file would drop all its locks, so there is
   * one for each home.
   */
  private static final Map<Path, Holding> HERE = new HashMap<>();

  private final Path file;
  private boolean isClosed;

  private static final class Holding {
    private final FileChannel channel;
    private final boolean isShared;
    private int users = 1;

    Holding(FileChannel channel, boolean isShared) {
      this.channel = channel;
      this.isShared = isShared;
    }
  }

  private HomeUse(Path file) {
    this.file = file;
  }

  /** Shares the use of a home; waits while somebody erases from it. */
  public static HomeUse share(Home home) {
    Path file = file(home);
    Optional<HomeUse> use = take(file, true);
    if (use.isEmpty()) {
      log.warn("Waiting for ./assay erase to be done with {}", home.root());
    }
    while (use.isEmpty()) {
      LockSupport.parkNanos(PAUSE.toNanos());
      use = take(file, true);
    }
    return use.get();
  }

  /** Takes a home alone, or is empty when anybody uses it. */
  public static Optional<HomeUse> alone(Home home) {
    return take(file(home), false);
  }

  @Override
  public void close() {
    synchronized (HERE) {
      Holding held = HERE.get(file);
      if (isClosed || held == null) {
        return;
      }
      isClosed = true;
      if (--held.users == 0) {
        HERE.remove(file);
        close(held.channel);
      }
    }
  }

  private static Optional<HomeUse> take(Path file, boolean isShared) {
    synchronized (HERE) {
      Holding held = HERE.get(file);
      if (held != null) {
        if (!held.isShared || !isShared) {
          return Optional.empty();
        }
        held.users++;
        return Optional.of(new HomeUse(file));
      }
      FileChannel channel = open(file);
      FileLock lock = null;
      try {
        lock = channel.tryLock(0, Long.MAX_VALUE, isShared);
      } catch (IOException e) {
        throw cannotLock(file, e);
      } finally {
        if (lock == null) {
          close(channel);
        }
      }
      if (lock == null) {
        return Optional.empty();
      }
      HERE.put(file, new Holding(channel, isShared));
      return Optional.of(new HomeUse(file));
    }
  }

  private static FileChannel open(Path file) {
    try {
      Files.createDirectories(file.resolveSibling(""));
      return FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw cannotLock(file, e);
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(Home home) {
    return home.locks().resolve("use.lock");
  }

  private static UncheckedIOException cannotLock(Path file, IOException e) {
    return new UncheckedIOException("Cannot lock %s: %s".formatted(file, e.getMessage()), e);
  }
}
