package dev.assay.tests.crash;

import dev.assay.results.AssayTable;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** How far a command in another process has come, seen from what it writes. */
final class Progress {

  private static final long BETWEEN_LOOKS_NANOS = Duration.ofMillis(1).toNanos();

  private final Path home;
  private final ChildCommand command;
  private final Map<AssayTable, Integer> before;

  /**
   * @param before the tables' versions before the command was started
   */
  Progress(Path home, ChildCommand command, Map<AssayTable, Integer> before) {
    this.home = home;
    this.command = command;
    this.before = before;
  }

  /** The newest version of each table; 0 for those that are not there yet. */
  static Map<AssayTable, Integer> versions(Path home) {
    Map<AssayTable, Integer> versions = new EnumMap<>(AssayTable.class);
    for (AssayTable table : AssayTable.values()) {
      int version = 0;
      while (Files.exists(entry(home, table, version + 1))) {
        version++;
      }
      versions.put(table, version);
    }
    return versions;
  }

  /** Waits for a moment; whether the command came to it before it ended. */
  boolean await(Moment moment) {
    while (!moment.reached().test(this)) {
      if (!command.isAlive()) {
        return false;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
    return true;
  }

  /** Whether it printed this on standard error. */
  boolean said(String text) {
    return command.errors().contains(text);
  }

  /** How many commits to a table were made meanwhile; -1 when the table is not there. */
  int commits(AssayTable table) {
    int first = before.getOrDefault(table, 0);
    int commits = -1;
    while (Files.exists(entry(home, table, first + commits + 1))) {
      commits++;
    }
    return commits;
  }

  /** Whether a file is there. */
  boolean exists(String... names) {
    return Files.exists(home.resolve(String.join("/", names)));
  }

  /** Whether a run has staged a file; {@code *} is any name. */
  boolean staged(String... names) {
    File[] runs = home.resolve("staging").toFile().listFiles();
    if (runs == null) {
      return false;
    }
    for (File run : runs) {
      if (matches(run, names, 0)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(File folder, String[] names, int from) {
    if (from == names.length) {
      return folder.exists();
    }
    if (!names[from].equals("*")) {
      return matches(new File(folder, names[from]), names, from + 1);
    }
    File[] members = folder.listFiles();
    if (members == null) {
      return false;
    }
    for (File member : members) {
      if (matches(member, names, from + 1)) {
        return true;
      }
    }
    return false;
  }

  private static Path entry(Path home, AssayTable table, int version) {
    return home.resolve("warehouse/%s/_delta_log/%020d.json".formatted(table.label(), version));
  }
}
