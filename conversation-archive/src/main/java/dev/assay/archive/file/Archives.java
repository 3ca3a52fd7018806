package dev.assay.archive.file;

import dev.assay.archive.file.ArchiveListing.ListingProblem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Finds archive files. */
public final class Archives {

  private static final String DELTA = "delta:";

  private Archives() {}

  /**
   * The archives that the patterns name. A pattern is a file, a folder, which is read with all
   * folders below it, or a glob, of which a star crosses no folder and a double star does; a folder
   * that a glob names is read like any other. A pattern that is the name of a file is that file,
   * whatever it looks like. A folder with a log of Delta's is a table, of which the files of the
   * newest version are found, and no others; {@code delta:} before a folder says that it must be
   * one. Nothing is thrown: what cannot be looked at is a problem of the listing.
   */
  public static ArchiveListing find(List<String> patterns, TableListing tables) {
    ArchiveSearch search = new ArchiveSearch(tables);
    for (String pattern : patterns) {
      try {
        find(pattern, search);
      } catch (InvalidPathException e) {
        search.problem(pattern, ListingProblem.Reason.NO_SUCH_FILE, "invalid path");
      }
    }
    return search.listing();
  }

  private static void find(String pattern, ArchiveSearch search) {
    if (pattern.startsWith(DELTA)) {
      search.delta(Path.of(pattern.substring(DELTA.length())));
      return;
    }
    Path path = Path.of(pattern);
    if (pattern.isBlank()) {
      search.problem(
          "\"" + pattern + "\"", ListingProblem.Reason.NO_SUCH_FILE, "the path is blank");
    } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      search.named(path);
    } else if (Glob.isGlob(pattern)) {
      search.glob(pattern);
    } else {
      search.problem(pattern, ListingProblem.Reason.NO_SUCH_FILE, "no such file");
    }
  }
}
