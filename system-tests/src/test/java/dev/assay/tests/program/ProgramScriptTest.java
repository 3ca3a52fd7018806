package dev.assay.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code ./assay} in a checkout of two modules, with a Maven that writes down what it is
 * asked to build and makes empty jars, and a Java that prints its arguments.
 */
class ProgramScriptTest {

  private static final Path SCRIPT = Path.of("..", "assay");
  private static final String BUILD = "package -am -pl command-line";
  private static final String JAR = "command-line/target/unchecked/assay-command-line.jar";
  private static final String ARCHIVE = "command-line/target/unchecked/assay-command-line.jsa";

  /**
   * Fails while there is a file {@code broken}, as one does that cannot be compiled; leaves a
   * module's jar alone once it is there.
   */
  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$*" >>builds
      [ ! -f broken ] || { echo '[INFO] Compiling'; echo '[ERROR] A.java:1: expected ;'; exit 1; }
      for module; do :; done
      made="$module/target/unchecked"
      mkdir -p "$made/lib"
      touch "$made/assay-${module##*/}.jar"
      [ -f "$made/lib/assay-jobs-1.0.jar" ] || touch "$made/lib/assay-jobs-1.0.jar"
      """;

  /**
   * Keeps classes where it is told to, and ends with the exit code of the file {@code code}; has no
   * archive of its own while there is a file {@code unshared}.
   */
  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in *-Xshare:on*) [ ! -f "$JAVA_HOME/unshared" ]; exit ;; esac
      echo "$@"
      for option; do
        case $option in -XX:ArchiveClassesAtExit=*) echo classes >"${option#*=}" ;; esac
      done
      exit "$(cat "$JAVA_HOME/code")"
      """;

  @TempDir private Path folder;
  private Path base;
  private Path java;

  @BeforeEach
  void checkOut() throws IOException {
    base = folder.resolve("check out");
    java = folder.resolve("java");
    file("pom.xml", "");
    for (String module : List.of("command-line", "jobs", "results-api", "tools/judge-simulator")) {
      file(module + "/pom.xml", "");
      file(module + "/src/main/java/A.java", "");
      file(module + "/src/main/java/B.java", "");
      file(module + "/src/main/resources/META-INF/services/Evaluator", "");
      file(module + "/src/test/java/ATest.java", "");
    }
    Files.copy(SCRIPT, base.resolve("assay"));
    executable(base.resolve("mvnw"), MAVEN);
    executable(Files.createDirectories(java.resolve("bin")).resolve("java"), JAVA);
    Files.writeString(java.resolve("code"), "0");
    passAnHour();
  }

  @Test
  void aProgramIsBuiltBeforeItsFirstCommand() throws Exception {
    Said said = assay("sql", "SELECT 1  AS one");

    assertThat(builds()).singleElement().asString().endsWith(BUILD);
    assertThat(said.errors)
        .isEqualTo("Building Assay (the first time it downloads what it needs) …\n");
    assertThat(said.output).endsWith("-jar " + base.resolve(JAR) + " sql SELECT 1  AS one\n");
    assertThat(said.code).isZero();
  }

  @Test
  void whatNothingHasChangedIsNotBuiltAgain() throws Exception {
    assay("sql");
    file("jobs/src/test/java/ATest.java", "class ATest {}");
    file("results-api/src/main/java/A.java", "class A {}");

    assertThat(assay("sql").errors).isEmpty();

    assertThat(builds()).hasSize(1);
  }

  @Test
  void everyKindOfChangeIsBuilt() throws Exception {
    List<Change> changes =
        List.of(
            () -> file("command-line/src/main/java/A.java", "class A {}"),
            () -> file("jobs/src/main/java/A.java", "class A {}"),
            () -> file("jobs/src/main/java/C.java", "class C {}"),
            () -> Files.delete(base.resolve("jobs/src/main/java/B.java")),
            () -> file("jobs/src/main/resources/META-INF/services/Evaluator", "A"),
            () -> file("jobs/pom.xml", "<project/>"),
            () -> file("pom.xml", "<project/>"));
    assay("sql");
    for (int i = 0; i < changes.size(); i++) {
      passAnHour();
      changes.get(i).make();
      assay("sql");
      assay("sql");
      assertThat(builds()).as("change " + i).hasSize(i + 2);
    }
  }

  @Test
  void whatIsEditedDuringABuildIsBuiltNext() throws Exception {
    executable(base.resolve("mvnw"), MAVEN + "\ntouch jobs/src/main/java/A.java\n");
    assay("sql");
    executable(base.resolve("mvnw"), MAVEN);

    assay("sql");
    assay("sql");

    assertThat(builds()).hasSize(2);
  }

  @Test
  void eachCommandBuildsItsProgramAlone() throws Exception {
    assertThat(assay("serve", "--port", "0").output)
        .endsWith("results-api/target/unchecked/assay-results-api.jar serve --port 0\n");
    assertThat(assay("judge-simulator", "--port", "0").output)
        .endsWith("target/unchecked/assay-judge-simulator.jar --port 0\n");

    assertThat(builds())
        .satisfiesExactly(
            build -> assertThat(build).endsWith("-pl results-api"),
            build -> assertThat(build).endsWith("-pl tools/judge-simulator"));
  }

  @Test
  void whatVerifyHasBuiltIsTaken() throws Exception {
    file("command-line/target/assay-command-line.jar", "");

    assertThat(assay("sql").output).contains("-jar " + base.resolve("command-line/target/assay-"));

    assertThat(base.resolve("builds")).doesNotExist();
  }

  @Test
  void aBuildThatFailsSaysWhyAndIsTriedAgain() throws Exception {
    file("broken", "");
    Said said = assay("nightly");
    assertThat(said.code).isEqualTo(1);
    assertThat(said.output).isEmpty();
    assertThat(said.errors)
        .contains("[ERROR] A.java:1: expected ;\nCannot build Assay; the whole log is ")
        .doesNotContain("[INFO]");

    Files.delete(base.resolve("broken"));
    assertThat(assay("nightly").code).isZero();
  }

  @Test
  void theFirstNightKeepsItsClassesForWhatIsStartedNext() throws Exception {
    assertThat(assay("sql").output).doesNotContain("Archive");
    assertThat(assay("nightly").output).contains("-XX:ArchiveClassesAtExit=");
    assertThat(assay("nightly").output)
        .contains("-XX:SharedArchiveFile=" + base.resolve(ARCHIVE))
        .doesNotContain("AtExit");
    assertThat(assay("sql").output).contains("-XX:SharedArchiveFile=" + base.resolve(ARCHIVE));
  }

  @Test
  void aJavaThatCannotKeepClassesIsNotToldTo() throws Exception {
    Files.createFile(java.resolve("unshared"));
    Said said = assay("nightly");
    assertThat(said.code).isZero();
    assertThat(said.output).endsWith(" nightly\n").doesNotContain("Archive");
  }

  @Test
  void aNightThatFailsKeepsNoClasses() throws Exception {
    Files.writeString(java.resolve("code"), "2");

    assertThat(assay("nightly").code).isEqualTo(2);

    try (Stream<Path> made = Files.list(base.resolve(ARCHIVE).getParent())) {
      assertThat(made.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("assay-command-line.jar", "lib");
    }
  }

  @Test
  void aSignalReachesTheFirstNight() throws Exception {
    assay("sql");
    executable(
        java.resolve("bin/java"),
        JAVA.replace("echo \"$@\"", "trap 'echo told; exit 143' TERM; echo begun; sleep 9 & wait"));
    Path output = folder.resolve("output");
    Process night = start(output, "nightly");
    while (!Files.readString(output).contains("begun")) {
      Thread.onSpinWait();
    }

    night.destroy();

    assertThat(night.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(night.exitValue()).isEqualTo(143);
    assertThat(Files.readString(output)).isEqualTo("begun\ntold\n");
    assertThat(base.resolve(ARCHIVE)).doesNotExist();
  }

  private Said assay(String... arguments) throws Exception {
    Path output = folder.resolve("output");
    Process process = start(output, arguments);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Said(
        process.exitValue(), Files.readString(output), Files.readString(folder.resolve("errors")));
  }

  private Process start(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(base.resolve("assay").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(Map.of("JAVA_HOME", java.toString()));
    return builder
        .redirectOutput(output.toFile())
        .redirectError(folder.resolve("errors").toFile())
        .start();
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(base.resolve("builds"));
  }

  private void file(String name, String text) throws IOException {
    Path file = base.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Whatever is there was made an hour earlier. */
  private void passAnHour() throws IOException {
    try (Stream<Path> files = Files.walk(base)) {
      for (Path file : files.toList()) {
        Instant made = Files.getLastModifiedTime(file).toInstant();
        Files.setLastModifiedTime(file, FileTime.from(made.minusSeconds(3600)));
      }
    }
  }

  private record Said(int code, String output, String errors) {}

  private interface Change {
    void make() throws IOException;
  }
}
