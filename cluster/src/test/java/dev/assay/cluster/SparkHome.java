package dev.assay.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder like that of Spark's distribution: the libraries that Spark 4.2 brings, as {@code
 * spark-libraries.txt} names them, and none of ours.
 */
final class SparkHome {

  /** The jar for spark-submit. */
  static final Path JAR = Path.of("target", "assay-cluster.jar").toAbsolutePath();

  private static final Path HOME = Path.of("target", "spark-home").toAbsolutePath();
  private static final Path LIBRARIES = Path.of("..", "command-line", "target", "lib");
  private static final Path NAMES = Path.of("src", "test", "resources", "spark-libraries.txt");

  private SparkHome() {}

  /** The folder, made when that was not done yet; packaging has put into it what we have newer. */
  static Path make() {
    Path jars = HOME.resolve("jars");
    try (Stream<Path> libraries = Files.list(LIBRARIES)) {
      Files.createDirectories(jars);
      List<String> names = Files.readAllLines(NAMES);
      for (Path library : libraries.toList()) {
        Path link = jars.resolve(library.getFileName());
        if (!Files.exists(link) && names.stream().anyMatch(name -> isOf(name, library))) {
          Files.createSymbolicLink(link, library.toRealPath());
        }
      }
      return HOME;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOf(String name, Path library) {
    String file = library.getFileName().toString();
    return file.startsWith(name + "-") && Character.isDigit(file.charAt(name.length() + 1));
  }
}
