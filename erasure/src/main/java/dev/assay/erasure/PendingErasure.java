package dev.assay.erasure;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.installation.Home;
import dev.assay.results.storage.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An erasure that has begun and is not done: kept in a file of the home, since what it is about can
 * no longer be read from the tables.
 *
 * @param request what was asked for
 * @param identifiers by what the conversations are known
 */
record PendingErasure(EraseRequest request, Identifiers identifiers) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Optional<PendingErasure> of(Home home) {
    Path file = home.erasure();
    try {
      return Files.exists(file)
          ? Optional.of(JSON.readValue(file.toFile(), PendingErasure.class))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the erasure that is not done, " + file, e);
    }
  }

  /** Keeps it, durably. */
  void save(Home home) {
    Path draft = draft(home);
    try {
      Files.write(draft, JSON.writeValueAsBytes(this));
      DurableFiles.replace(draft, home.erasure());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep what is to be erased in " + draft, e);
    }
  }

  /** It is done, or was never begun: the last that the home has of it goes. */
  static void delete(Home home) {
    try {
      Files.deleteIfExists(draft(home));
      Files.deleteIfExists(home.erasure());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + home.erasure(), e);
    }
  }

  private static Path draft(Home home) {
    return home.erasure().resolveSibling("erasure.json.tmp");
  }
}
