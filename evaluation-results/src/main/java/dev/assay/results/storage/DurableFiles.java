package dev.assay.results.storage;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Brings files, and the names that folders have of them, onto the disk: a power cut keeps them. */
public final class DurableFiles {

  /** Windows gives nobody a folder to force, and writes names through. */
  private static final boolean FOLDERS_CAN_BE_FORCED = File.separatorChar == '/';

  private DurableFiles() {}

  /** What a file holds is on the disk, whoever wrote it; its name may not be. */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** The names of all that a folder holds are on the disk. */
  public static void forceNames(Path folder) throws IOException {
    if (FOLDERS_CAN_BE_FORCED) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /**
   * Gives a draft its name, in place of what had that name: after a crash the name stands for the
   * old file or for the new one, each whole.
   */
  public static void replace(Path draft, Path target) throws IOException {
    force(draft);
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    forceNames(Objects.requireNonNull(target.toAbsolutePath().getParent()));
  }
}
