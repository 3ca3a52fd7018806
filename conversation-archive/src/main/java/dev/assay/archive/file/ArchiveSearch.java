package dev.assay.archive.file;

import dev.assay.archive.file.ArchiveListing.ListingProblem;
import dev.assay.archive.file.ArchiveListing.PassedOver;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/** One search for archives, and what it has found so far. */
final class ArchiveSearch {

  /** In the folder of a Delta table. */
  private static final String LOG = "_delta_log";

  private final TableListing tables;
  private final TreeSet<Path> files = new TreeSet<>();
  private final Map<Path, Map<String, String>> constants = new HashMap<>();
  private final Set<PassedOver> passedOver = new LinkedHashSet<>();
  private final Set<ListingProblem> problems = new LinkedHashSet<>();
  private boolean met;

  ArchiveSearch(TableListing tables) {
    this.tables = tables;
  }

  private static boolean isTable(Path folder) {
    return Files.isDirectory(folder.resolve(LOG));
  }

  ArchiveListing listing() {
    return new ArchiveListing(
        List.copyOf(files), constants, List.copyOf(passedOver), List.copyOf(problems));
  }

  void problem(String path, ListingProblem.Reason reason, String cause) {
    problems.add(
        new ListingProblem(path, reason, "Cannot read archive %s: %s".formatted(path, cause)));
  }

  /** A file or folder that was named itself: its name may be hidden, and it may be a link. */
  void named(Path path) {
    try {
      Path real = path.toRealPath();
      if (Files.isDirectory(real)) {
        new Walk(real, relative -> true, Integer.MAX_VALUE).folder(real, true, new HashSet<>());
      } else {
        file(path, real);
      }
    } catch (IOException e) {
      problem(path, e);
    }
  }

  /** A folder that must be a Delta table. */
  void delta(Path path) {
    if (isTable(path)) {
      named(path);
    } else {
      problem(
          path.toString(),
          ListingProblem.Reason.NO_DELTA_TABLE,
          "it is no Delta table, which is a folder with a folder _delta_log in it");
    }
  }

  private void table(Path folder) {
    try {
      SortedMap<Path, Map<String, String>> found = tables.files(folder);
      files.addAll(found.keySet());
      constants.putAll(found);
    } catch (IOException e) {
      problem(folder, e);
    }
  }

  void glob(String pattern) {
    met = false;
    try {
      Glob glob = Glob.parse(pattern);
      Path root = glob.root().toRealPath();
      new Walk(root, glob::matches, glob.depth()).folder(root, false, new HashSet<>());
    } catch (PatternSyntaxException e) {
      problem(pattern, ListingProblem.Reason.INVALID_GLOB, "invalid glob, " + e.getDescription());
      return;
    } catch (IOException e) {
      problem(pattern, ListingProblem.Reason.NO_SUCH_FILE, "no such file");
      return;
    }
    if (!met) {
      problem(pattern, ListingProblem.Reason.NO_MATCH, "no file matches");
    }
  }

  private void problem(Path path, IOException e) {
    ListingProblem.Reason reason =
        e instanceof NoSuchFileException
            ? ListingProblem.Reason.NO_SUCH_FILE
            : ListingProblem.Reason.UNREADABLE;
    problems.add(new ListingProblem(path.toString(), reason, FileState.explain(path, e)));
  }

  private void passOver(Path path, PassedOver.Reason reason) {
    passedOver.add(new PassedOver(path, reason));
  }

  private void file(Path path, Path real) {
    if (isInProgress(real)) {
      passOver(path, PassedOver.Reason.IN_PROGRESS);
    } else if (!ArchiveName.isArchive(real)) {
      passOver(path, PassedOver.Reason.NOT_AN_ARCHIVE);
    } else if (!Files.isRegularFile(real)) {
      passOver(path, PassedOver.Reason.NOT_A_FILE);
    } else {
      files.add(real);
    }
  }

  private static boolean isInProgress(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".tmp") || name.endsWith(".part") || name.equals("_temporary");
  }

  /** The folders below a root, out of which no link is followed. */
  private final class Walk {

    private final Path root;
    private final Predicate<Path> wanted;
    private final int depth;

    /**
     * @param wanted whether a path, relative to the root, is one of those looked for
     * @param depth how many names such a path has at most
     */
    Walk(Path root, Predicate<Path> wanted, int depth) {
      this.root = root;
      this.wanted = wanted;
      this.depth = depth;
    }

    /**
     * @param all whether everything in the folder is looked for
     * @param above the real paths of the folders that lead here
     */
    void folder(Path folder, boolean all, Set<Path> above) throws IOException {
      Path real = folder.toRealPath();
      if (isTable(real)) {
        met = true;
        table(real);
        return;
      }
      Set<Path> trail = new HashSet<>(above);
      if (!trail.add(real)) {
        passOver(folder, PassedOver.Reason.LINK_LOOP);
        return;
      }
      for (Path entry : entries(folder)) {
        boolean found = all || wanted.test(root.relativize(entry));
        met |= found;
        try {
          entry(entry, found, trail);
        } catch (IOException e) {
          problem(entry, e);
        }
      }
    }

    private void entry(Path entry, boolean found, Set<Path> trail) throws IOException {
      boolean folder = Files.isDirectory(entry);
      if (!found && (!folder || root.relativize(entry).getNameCount() >= depth)) {
        return;
      }
      if (String.valueOf(entry.getFileName()).startsWith(".")) {
        if (found) {
          passOver(entry, PassedOver.Reason.HIDDEN);
        }
        return;
      }
      Path real = entry.toRealPath();
      if (!real.startsWith(root)) {
        passOver(entry, PassedOver.Reason.LINK_OUT_OF_ROOT);
      } else if (!folder) {
        file(entry, real);
      } else if (isInProgress(entry)) {
        passOver(entry, PassedOver.Reason.IN_PROGRESS);
      } else {
        folder(entry, found, trail);
      }
    }

    private List<Path> entries(Path folder) throws IOException {
      List<Path> entries = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(entries::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
      entries.sort(null);
      return entries;
    }
  }
}
