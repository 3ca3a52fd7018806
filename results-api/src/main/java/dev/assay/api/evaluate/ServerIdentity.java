package dev.assay.api.evaluate;

import dev.assay.catalog.database.ProcessLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;

/**
 * Which of a home's servers this is: the first one has the first identity again when it is started
 * again, and so goes on with what it had begun.
 */
final class ServerIdentity implements AutoCloseable {
  private final ProcessLock lock;
  private final String id;

  private ServerIdentity(ProcessLock lock, String id) {
    this.lock = lock;
    this.id = id;
  }

  /** Takes the first identity that no other server has. */
  static ServerIdentity take(Path locks) {
    for (int number = 0; ; number++) {
      Optional<ProcessLock> lock =
          ProcessLock.tryTake(locks.resolve("server-%d.lock".formatted(number)));
      if (lock.isPresent()) {
        return new ServerIdentity(lock.get(), id(locks.resolve("server-%d.id".formatted(number))));
      }
    }
  }

  String id() {
    return id;
  }

  @Override
  public void close() {
    lock.close();
  }

  private static String id(Path file) {
    try {
      if (Files.notExists(file)) {
        // Whole or not at all: an empty one would be the same for all servers.
        Path made = Files.createTempFile(file.resolveSibling(""), "server", ".id");
        Files.writeString(made, UUID.randomUUID().toString(), StandardCharsets.UTF_8);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot use %s: %s".formatted(file, e), e);
    }
  }
}
