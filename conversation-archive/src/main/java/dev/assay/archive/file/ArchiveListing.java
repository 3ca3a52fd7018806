package dev.assay.archive.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was found where archives were looked for.
 *
 * @param files the archives: real paths, sorted, each once
 * @param constants of files of Delta tables: what all rows have in columns that no file has
 * @param passedOver what lies there and is no archive to read; in the order in which it was met
 * @param problems what could not be looked at; the rest was
 */
public record ArchiveListing(
    List<Path> files,
    Map<Path, Map<String, String>> constants,
    List<PassedOver> passedOver,
    List<ListingProblem> problems) {

  public ArchiveListing {
    files = List.copyOf(files);
    constants = Map.copyOf(constants);
    passedOver = List.copyOf(passedOver);
    problems = List.copyOf(problems);
  }

  /** What all rows of a file have beside what stands in it. */
  public Map<String, String> constants(Path file) {
    return constants.getOrDefault(file, Map.of());
  }

  /** Something that is not read, and why; nothing is passed over without being named here. */
  public record PassedOver(Path path, PassedOver.Reason reason) {

    /** Why something is not read. */
    public enum Reason {
      /** Its name does not end like an archive's. */
      NOT_AN_ARCHIVE,
      /** Its name opens with a dot, and it was not named itself. */
      HIDDEN,
      /** A writer is not done with it: {@code .tmp}, {@code .part} or below {@code _temporary}. */
      IN_PROGRESS,
      /** A link that leads out of the folder, or of the folder at which the glob begins. */
      LINK_OUT_OF_ROOT,
      /** A link to a folder that is being read already. */
      LINK_LOOP,
      /** Neither a file nor a folder. */
      NOT_A_FILE;

      private final String label = name().toLowerCase(Locale.ROOT);

      /** A countable code, such as {@code not_an_archive}. */
      public String label() {
        return label;
      }
    }
  }

  /**
   * Something that could not be looked at.
   *
   * @param path the pattern as it was given, or the path below it
   * @param message for a person
   */
  public record ListingProblem(String path, ListingProblem.Reason reason, String message) {

    /** What kind of problem it is. */
    public enum Reason {
      NO_SUCH_FILE,
      NO_DELTA_TABLE,
      /** The glob is right, but there is nothing that it names. */
      NO_MATCH,
      INVALID_GLOB,
      UNREADABLE;

      private final String label = name().toLowerCase(Locale.ROOT);

      /** A countable code, such as {@code no_such_file}. */
      public String label() {
        return label;
      }
    }
  }
}
