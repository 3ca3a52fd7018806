package dev.assay.jobs.ingest;

import dev.assay.results.storage.DurableFiles;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an ingestion keeps of itself until it is done, in files that are whole or not there. */
final class Kept {

  private Kept() {}

  static void write(Path file, Serializable value) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".tmp");
    try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(draft))) {
      out.writeObject(value);
    }
    DurableFiles.replace(draft, file);
  }

  /** Reads what {@link #write} has kept; an error when a file of it has been erased since. */
  static <T> T read(Path file, Class<T> type) throws IOException {
    try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
      return type.cast(in.readObject());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Cannot read " + file, e);
    }
  }
}
