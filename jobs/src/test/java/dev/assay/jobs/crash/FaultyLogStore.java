package dev.assay.jobs.crash;

import dev.assay.results.storage.HardLinkLogStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Fails once for each kind of commit to each table, in the way that is set; what it has failed it
 * lets pass from then on.
 */
public final class FaultyLogStore extends HardLinkLogStore {

  /** What goes wrong. */
  enum Fault {
    /** The commit is made, and its writer hears of an error. */
    LOST_ACKNOWLEDGEMENT,
    /** The commit is not made. */
    DISK_FULL,
    /** Nothing. */
    NONE
  }

  private static final Pattern OPERATION = Pattern.compile("\"operation\":\"([^\"]+)\"");
  private static final Set<String> FAILED = new TreeSet<>();
  private static Fault fault = Fault.NONE;

  /** Called by Delta, by reflection. */
  public FaultyLogStore(Configuration hadoopConf) {
    super(hadoopConf);
  }

  /** From now on each kind of commit fails once more. */
  static synchronized void arm(Fault next) {
    fault = next;
    FAILED.clear();
  }

  /** What has failed so far, such as {@code conversation MERGE}. */
  static synchronized Set<String> failed() {
    return new TreeSet<>(FAILED);
  }

  @Override
  public void write(
      Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoopConf)
      throws IOException {
    List<String> lines = new ArrayList<>();
    actions.forEachRemaining(lines::add);
    Fault due = due(path, lines);
    if (due == Fault.DISK_FULL) {
      throw new IOException("No space left on device");
    }
    super.write(path, lines.iterator(), overwrite, hadoopConf);
    if (due == Fault.LOST_ACKNOWLEDGEMENT) {
      throw new IOException("The connection was lost");
    }
  }

  private static synchronized Fault due(Path path, List<String> lines) {
    if (fault == Fault.NONE) {
      return Fault.NONE;
    }
    Matcher operation = OPERATION.matcher(String.join("\n", lines));
    if (!operation.find()) {
      return Fault.NONE;
    }
    String table = path.getParent().getParent().getName();
    return FAILED.add(table + " " + operation.group(1)) ? fault : Fault.NONE;
  }
}
