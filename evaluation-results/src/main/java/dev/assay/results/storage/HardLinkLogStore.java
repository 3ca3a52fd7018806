package dev.assay.results.storage;

import io.delta.storage.HadoopFileSystemLogStore;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Writes Delta log entries to a local disk so that of several processes exactly one gets a version.
 *
 * <p>Delta's own store for local files checks that an entry is absent and then renames over it, so
 * two processes can both believe that they committed the same version and one commit is lost. A
 * hard link is made or refused by the file system in one step. The data files that an entry adds,
 * and the entry itself, are on the disk before it has its name, and its name is before the commit
 * is acknowledged: a power cut leaves a table without the commit, or with all of it.
 */
public class HardLinkLogStore extends HadoopFileSystemLogStore {

  /** Configuration key by which Delta on Spark finds a log store for {@code file:} paths. */
  public static final String SPARK_KEY = "spark.delta.logStore.file.impl";

  /**
   * Configuration key by which Delta Kernel finds a log store for {@code file:} paths. A system
   * property of that name puts another in place of this one.
   */
  public static final String KERNEL_KEY = "io.delta.kernel.logStore.file.impl";

  /** Called by Delta, by reflection. */
  public HardLinkLogStore(Configuration hadoopConf) {
    super(hadoopConf);
  }

  @Override
  public void write(
      Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoopConf)
      throws IOException {
    java.nio.file.Path target = java.nio.file.Path.of(path.toUri().getPath());
    java.nio.file.Path folder = target.resolveSibling("");
    Files.createDirectories(folder);
    java.nio.file.Path temporary =
        folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      AddedFiles added = new AddedFiles(folder.resolveSibling(""));
      write(temporary, actions, added);
      added.force();
      if (overwrite) {
        DurableFiles.replace(temporary, target);
      } else {
        DurableFiles.force(temporary);
        link(target, temporary);
        DurableFiles.forceNames(folder);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Commits are whole when they appear; but this is asked by who writes checkpoints, too, and a
   * checkpoint is not written through this store.
   */
  @Override
  public Boolean isPartialWriteVisible(Path path, Configuration hadoopConf) {
    return true;
  }

  private static void write(java.nio.file.Path file, Iterator<String> lines, AddedFiles added)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW)) {
      while (lines.hasNext()) {
        String line = lines.next();
        added.note(line);
        out.write(line);
        out.write('\n');
      }
    }
  }

  private static void link(java.nio.file.Path target, java.nio.file.Path existing)
      throws IOException {
    try {
      Files.createLink(target, existing);
    } catch (FileAlreadyExistsException e) {
      throw taken(target, e);
    } catch (UnsupportedOperationException e) {
      throw new IOException(
          "Cannot commit to "
              + target
              + ": this file system has no hard links. Put the home on one that has (ext4, xfs,"
              + " APFS, NTFS).",
          e);
    }
  }

  private static FileAlreadyExistsException taken(
      java.nio.file.Path target, FileAlreadyExistsException cause) {
    FileAlreadyExistsException taken = new FileAlreadyExistsException(target.toString());
    taken.initCause(cause);
    return taken;
  }
}
