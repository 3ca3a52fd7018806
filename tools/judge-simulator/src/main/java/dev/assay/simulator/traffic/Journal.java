package dev.assay.simulator.traffic;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** A file with one line of JSON for each request. Not thread-safe. */
public final class Journal implements AutoCloseable {

  private final Writer writer;

  private Journal(Writer writer) {
    this.writer = writer;
  }

  /** A journal that keeps nothing. */
  public static Journal none() {
    return new Journal(Writer.nullWriter());
  }

  /** Appends to a file. */
  public static Journal appendingTo(Path file) {
    try {
      BufferedWriter writer =
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return new Journal(writer);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the journal " + file, e);
    }
  }

  /** Writes a line; it is in the file after the next {@link #flush}. */
  public void write(String lane, String body, long attempt, int status, String outcome) {
    try {
      writer.write(
          "{\"time\":\"%s\",\"lane\":\"%s\",\"body\":\"%s\",\"attempt\":%d,\"status\":%d,\"outcome\":\"%s\"}\n"
              .formatted(Instant.now(), lane, body, attempt, status, outcome));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the journal", e);
    }
  }

  public void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the journal", e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the journal", e);
    }
  }
}
