package dev.assay.archive.file;

import dev.assay.archive.file.ArchiveListing.ListingProblem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Finds archive files. */
public final class Archives {

  private Archives() {}

  /**
   * The archives that the patterns name. A pattern is a file, a folder, which is read with all
   * folders below it, or a glob, of which a star crosses no folder and a double star does; a folder
   * that a glob names is read like any other. A pattern that is the name of a file is that file,
   * whatever it looks like. Nothing is thrown: what cannot be looked at is a problem of the
   * listing.
   */
  public static ArchiveListing find(List<String> patterns) {
    ArchiveSearch search = new ArchiveSearch();
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
