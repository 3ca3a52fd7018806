package dev.assay.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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

  /**
   * Deletes files from a folder that others write to meanwhile.
   *
   * @param prefix with which their names begin
   * @return how many
   */
  static int delete(Path folder, String prefix) {
    AtomicInteger deleted = new AtomicInteger();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              if (file.getFileName().toString().startsWith(prefix) && Files.deleteIfExists(file)) {
                deleted.incrementAndGet();
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path gone, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
      return deleted.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
