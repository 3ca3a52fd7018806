package dev.assay.results.read;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the files that were read last open, so that reading them again begins with what is known of
 * their pages. A file that is deleted can be read for as long as it is open here. Thread-safe.
 */
final class OpenFiles implements Closeable {

  private final int most;
  private final LinkedHashMap<String, Deque<ParquetColumns>> idle =
      new LinkedHashMap<>(16, 0.75f, true);
  private int count;
  private boolean isClosed;

  /** What is done with a file. */
  @FunctionalInterface
  interface Reading<T> {
    /** Reads. */
    T read(ParquetColumns file) throws IOException;
  }

  /**
   * @param most files that are kept open while nobody reads them
   */
  OpenFiles(int most) {
    this.most = most;
  }

  /**
   * Reads a file, which nobody else has meanwhile.
   *
   * @throws IOException when it cannot be read, or is gone
   */
  <T> T use(String path, Reading<T> reading) throws IOException {
    if (!Files.exists(Path.of(path))) {
      forget(path);
      throw new NoSuchFileException(path);
    }
    ParquetColumns kept = take(path);
    ParquetColumns file = kept == null ? ParquetColumns.open(Path.of(path)) : kept;
    boolean isWhole = false;
    try {
      T answer = reading.read(file);
      isWhole = true;
      return answer;
    } finally {
      if (isWhole) {
        give(path, file);
      } else {
        file.close();
      }
    }
  }

  /** Closes all files but these. */
  synchronized void retain(Set<String> paths) {
    Iterator<Map.Entry<String, Deque<ParquetColumns>>> all = idle.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, Deque<ParquetColumns>> file = all.next();
      if (!paths.contains(file.getKey())) {
        file.getValue().forEach(this::drop);
        all.remove();
      }
    }
  }

  private synchronized void forget(String path) {
    Deque<ParquetColumns> files = idle.remove(path);
    if (files != null) {
      files.forEach(this::drop);
    }
  }

  private synchronized @Nullable ParquetColumns take(String path) {
    Deque<ParquetColumns> files = idle.get(path);
    if (files == null) {
      return null;
    }
    ParquetColumns file = files.pop();
    count--;
    if (files.isEmpty()) {
      idle.remove(path);
    }
    return file;
  }

  private synchronized void give(String path, ParquetColumns file) {
    idle.computeIfAbsent(path, same -> new ArrayDeque<>()).push(file);
    count++;
    Iterator<Deque<ParquetColumns>> oldestFirst = idle.values().iterator();
    while (count > (isClosed ? 0 : most)) {
      Deque<ParquetColumns> files = oldestFirst.next();
      files.forEach(this::drop);
      oldestFirst.remove();
    }
  }

  private void drop(ParquetColumns file) {
    count--;
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close a file of the results", e);
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    retain(Set.of());
  }
}
