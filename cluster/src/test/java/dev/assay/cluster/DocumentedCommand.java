package dev.assay.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A command for a standalone cluster as a page shows it.
 *
 * @param words what follows {@code spark-submit}
 */
record DocumentedCommand(List<String> words) {

  private static final String BEGINNING = "spark-submit --master spark://";
  private static final String MASTER = "spark://master:7077";
  private static final String JAR = "cluster/target/assay-cluster.jar";
  private static final String SHARED = "/shared/";
  private static final String HOME = SHARED + "assay";
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  /** All such commands of a page. */
  static List<DocumentedCommand> of(Path page) {
    try {
      return Files.readString(page)
          .replace("\\\n", " ")
          .lines()
          .filter(line -> line.startsWith(BEGINNING))
          .map(line -> new DocumentedCommand(words(line)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a shell parts them. */
  private static List<String> words(String line) {
    return WORD.matcher(line)
        .results()
        .skip(1)
        .map(word -> Objects.requireNonNullElseGet(word.group(1), word::group))
        .toList();
  }

  /**
   * The words with real places in place of those that the page names.
   *
   * @param shared the folder that is called {@code /shared} there
   */
  List<String> with(String master, Path shared, Path home) {
    return words.stream().map(word -> real(word, master, shared, home)).toList();
  }

  /** The same of the words that are for Assay, which follow the jar. */
  List<String> command(Path shared, Path home) {
    return with("local", shared, home).subList(words.indexOf(JAR) + 1, words.size());
  }

  private static String real(String word, String master, Path shared, Path home) {
    return switch (word) {
      case MASTER -> master;
      case JAR -> SparkHome.JAR.toString();
      case HOME -> home.toString();
      default ->
          word.startsWith(SHARED)
              ? shared.resolve(word.substring(SHARED.length())).toString()
              : word;
    };
  }
}
