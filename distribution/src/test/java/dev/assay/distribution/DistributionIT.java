package dev.assay.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the archive, and what it does where nothing but a Java runtime is. */
class DistributionIT {

  private static final List<String> PROGRAMS =
      List.of("command-line", "results-api", "sql-server", "judge-simulator");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LICENCES =
      Pattern.compile("\\(([^()]+)\\) (?=.* \\(\\S+:\\S+:\\S+ - )");

  @TempDir private static Path folder;
  private static Unpacked archive;

  @BeforeAll
  static void unpack() throws Exception {
    archive = Unpacked.in(folder);
  }

  @Test
  void aNightIsScoredAndAsked(@TempDir Path here) throws Exception {
    String report = archive.assay(here, "nightly");
    assertThat(report).contains("300 lines = ", " 0 failed ");
    String counted =
        archive.assay(here, "sql", "--format", "csv", "SELECT count(*) AS n FROM current_result");
    assertThat(Integer.parseInt(counted.lines().toList().get(1))).isGreaterThan(5_000);
    assertThat(archive.assay(here, "nightly")).contains("nothing new: ");

    assertThat(names(here)).containsExactly("assay-home");
    assertThat(names(archive.root().resolve("jars")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    PROGRAMS.stream().map("assay-%s.jar"::formatted),
                    Stream.of("lib", "assay-command-line.jsa"))
                .toList());
  }

  @Test
  void eachServerServes(@TempDir Path here) throws Exception {
    Pattern http = Pattern.compile("at (http://127\\.0\\.0\\.1:\\d+)");
    archive.assay(here, "metrics", "list");
    assertThat(archive.serves(here, http, "serve", "--port", "0")).isNotEmpty();
    assertThat(archive.serves(here, http, "judge-simulator", "--port", "0")).isNotEmpty();
    assertThat(
            archive.serves(
                here, Pattern.compile("(jdbc:hive2://\\S+)"), "sql-server", "--port", "0"))
        .isNotEmpty();
  }

  @Test
  void everyLibraryIsThereOnceAndOnAClassPath() throws IOException {
    TreeMap<String, List<String>> classPaths = new TreeMap<>();
    for (String program : PROGRAMS) {
      classPaths.put(program, classPath(program));
    }

    assertThat(names(archive.root().resolve("jars/lib")))
        .containsExactlyInAnyOrderElementsOf(
            new TreeSet<>(classPaths.values().stream().flatMap(Collection::stream).toList()));
    assertThat(classPaths.get("results-api"))
        .noneMatch(name -> name.startsWith("spark-") || name.startsWith("assay-jobs"));
    assertThat(classPaths.get("judge-simulator")).noneMatch(name -> name.startsWith("assay-"));
  }

  @Test
  void theBillOfMaterialsNamesWhatIsCarried() throws IOException {
    JsonNode bill = JSON.readTree(archive.root().resolve("sbom.cdx.json").toFile());
    TreeSet<String> listed = new TreeSet<>();
    for (JsonNode component : bill.path("components")) {
      String name = component.path("name").asText() + "-" + component.path("version").asText();
      listed.add(name + classifier(component.path("purl").asText()) + ".jar");
    }

    TreeSet<String> carried = new TreeSet<>(names(archive.root().resolve("jars/lib")));
    String version = archive.root().getFileName().toString().substring("assay-".length());
    PROGRAMS.forEach(program -> carried.add("assay-%s-%s.jar".formatted(program, version)));
    assertThat(listed).isEqualTo(carried);
    assertThat(bill.has("serialNumber")).isFalse();
  }

  @Test
  void everyLibraryHasALicenceWhoseTextIsThere() throws IOException {
    List<String> texts = names(archive.root().resolve("licenses"));
    String list = Files.readString(archive.root().resolve("THIRD-PARTY.txt"));
    for (String library : names(archive.root().resolve("jars/lib"))) {
      if (!library.startsWith("assay-")) {
        assertThat(list.lines().filter(line -> names(line, library))).as(library).isNotEmpty();
      }
    }
    for (String line : list.lines().filter(line -> line.startsWith("     (")).toList()) {
      assertThat(
              LICENCES
                  .matcher(line)
                  .results()
                  .flatMap(licence -> Stream.of(licence.group(1).split(" or ", -1)))
                  .filter(licence -> texts.contains(licence + ".txt")))
          .as(line)
          .isNotEmpty();
    }
  }

  /** Whether a line ends with the coordinates of a jar: {@code (group:artifact:version - url)}. */
  private static boolean names(String line, String jar) {
    String[] coordinates = line.replaceFirst(".* \\((\\S+) - .*", "$1").split(":", -1);
    return coordinates.length == 3 && jar.startsWith(coordinates[1] + "-" + coordinates[2]);
  }

  private static List<String> classPath(String program) throws IOException {
    try (JarFile jar =
        new JarFile(archive.root().resolve("jars/assay-%s.jar".formatted(program)).toFile())) {
      return Stream.of(jar.getManifest().getMainAttributes().getValue("Class-Path").split(" ", -1))
          .map(entry -> entry.substring("lib/".length()))
          .toList();
    }
  }

  private static String classifier(String purl) {
    return purl.contains("classifier=")
        ? "-" + purl.replaceFirst(".*classifier=([^&]*).*", "$1")
        : "";
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
