package dev.assay.jobs.crash;

import dev.assay.results.storage.DurableFileSystem;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.Progressable;

/** Spark's local file system, on which the first data file of each folder finds the disk full. */
public final class FullDisk extends DurableFileSystem {

  private static final Set<String> FAILED = new TreeSet<>();
  private static boolean armed;

  /** Whether from now on one data file of each table, and of what is staged, cannot be written. */
  static synchronized void arm(boolean full) {
    armed = full;
    FAILED.clear();
  }

  /** The tables whose files could not be written. */
  static synchronized Set<String> failed() {
    return new TreeSet<>(FAILED);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    FSDataOutputStream out =
        super.create(file, overwrite, bufferSize, replication, blockSize, progress);
    if (!isDue(file)) {
      return out;
    }
    return new FSDataOutputStream(
        new OutputStream() {
          @Override
          public void write(int oneByte) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void close() throws IOException {
            out.close();
          }
        },
        null);
  }

  private static synchronized boolean isDue(Path file) {
    String name = file.getName();
    if (!armed || !name.startsWith("part-")) {
      return false;
    }
    String path = file.toUri().getPath();
    boolean staged = !path.contains("/warehouse/");
    String home = staged ? "/staging/" : "/warehouse/";
    java.nio.file.Path inHome =
        java.nio.file.Path.of(path.substring(path.indexOf(home) + home.length()));
    // The first folder under the staging folder is a run's.
    return FAILED.add(inHome.getName(staged ? 1 : 0).toString());
  }
}
