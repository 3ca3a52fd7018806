package dev.assay.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders, which are left for those who look into a failure. */
final class Folders {

  private Folders() {}

  /** An empty folder of this name. */
  static Path empty(String name) {
    Path folder = Path.of("target", name).toAbsolutePath();
    try {
      if (Files.exists(folder)) {
        try (Stream<Path> all = Files.walk(folder)) {
          List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
          for (Path path : deepestFirst) {
            Files.delete(path);
          }
        }
      }
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy of a folder and all that is in it. */
  static Path copy(Path folder, Path to) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(folder.relativize(path).toString()));
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
