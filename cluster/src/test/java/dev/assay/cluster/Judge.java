package dev.assay.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.benchmarks.SimulatorProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The judge simulator.
 *
 * @param process where it runs
 */
record Judge(SimulatorProcess process) implements AutoCloseable {

  /** Starts one with these options. */
  static Judge start(String... options) {
    try {
      return new Judge(SimulatorProcess.start(Path.of("..").toAbsolutePath(), List.of(options)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code judge.url} is to be. */
  String url() {
    return process.url().toString();
  }

  /** What it was asked since the last call of {@link #takeCounters}. */
  JsonNode counters() {
    try {
      return process.counters();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** How often it was asked since then. */
  long requests() {
    return counters().path("requests").asLong();
  }

  /** What it was asked since the last call of this. */
  JsonNode takeCounters() {
    JsonNode counters = counters();
    try {
      process.reset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return counters;
  }

  @Override
  public void close() {
    process.close();
  }
}
