package dev.assay.archive.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * What tells one state of a file from another without reading it.
 *
 * @param mtimeMicros microseconds since 1970 UTC
 */
public record FileState(long size, long mtimeMicros) {

  public static FileState of(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileState(
        attributes.size(), attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS));
  }

  /**
   * Whether a file of this state still begins with what it had.
   *
   * @param now its state now
   * @param mayGrow whether something may have been written behind it
   */
  public boolean isStill(FileState now, boolean mayGrow) {
    return equals(now) || (mayGrow && now.size > size);
  }

  /** Why a file could not be read, for a person. */
  public static String explain(Path file, Exception e) {
    return "Cannot read archive %s: %s".formatted(file, cause(e));
  }

  private static String cause(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    if (e instanceof UnreadableArchive || e instanceof EOFException) {
      return String.valueOf(e.getMessage());
    }
    // Only the system knows more, such as of a disk that fails.
    String reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
    return reason == null
        ? "the system cannot read it"
        : "the system cannot read it (%s)".formatted(reason);
  }
}
