package dev.assay.archive.file;

import java.io.IOException;

/** A file that is damaged, or of a kind that is not read; its message says so to a person. */
public final class UnreadableArchive extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * @param message what is wrong with the file, and what mends it, without the file's name
   */
  public UnreadableArchive(String message) {
    super(message);
  }

  /**
   * @param cause in a library's words, which are not shown
   */
  public UnreadableArchive(String message, Exception cause) {
    super(message, cause);
  }
}
