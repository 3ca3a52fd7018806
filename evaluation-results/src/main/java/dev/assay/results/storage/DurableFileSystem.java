package dev.assay.results.storage;

import java.io.File;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local disk as Hadoop sees it, where a file that is given its final name is on the disk first:
 * so Delta's checkpoints, by which older entries of a log are deleted.
 */
public class DurableFileSystem extends RawLocalFileSystem {

  /** Configuration key by which Hadoop finds the file system of {@code file:} paths. */
  public static final String KEY = "fs.file.impl";

  @Override
  public boolean rename(Path source, Path target) throws IOException {
    File file = pathToFile(source);
    if (file.isFile()) {
      DurableFiles.force(file.toPath());
    }
    boolean isRenamed = super.rename(source, target);
    if (isRenamed) {
      DurableFiles.forceNames(pathToFile(target).getAbsoluteFile().getParentFile().toPath());
    }
    return isRenamed;
  }
}
