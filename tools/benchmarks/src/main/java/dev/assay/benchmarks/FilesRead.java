package dev.assay.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which files are read, as the file system notes it: Linux sets the time of a file's last access
 * when that is older than its content, unless the disk is mounted with {@code noatime}.
 */
final class FilesRead {

  private static final String ACCESS = "lastAccessTime";
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));

  private FilesRead() {}

  /** Files that are watched. */
  record Watch(List<Path> files) {

    /** Those that were read since. */
    List<Path> read() throws IOException {
      List<Path> read = new ArrayList<>();
      for (Path file : files) {
        if (!Files.getAttribute(file, ACCESS).equals(LONG_AGO)) {
          read.add(file);
        }
      }
      return read;
    }
  }

  /** Watches some files from now on. */
  static Watch watch(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.setAttribute(file, ACCESS, LONG_AGO);
    }
    if (!files.isEmpty()) {
      Path first = files.get(0);
      try (InputStream in = Files.newInputStream(first)) {
        int unused = in.read();
      }
      if (Files.getAttribute(first, ACCESS).equals(LONG_AGO)) {
        throw new IOException(
            "Cannot see which files are read: %s is on a disk that is mounted with noatime. Give a"
                    .formatted(first)
                + " --work on another one");
      }
      Files.setAttribute(first, ACCESS, LONG_AGO);
    }
    return new Watch(files);
  }
}
