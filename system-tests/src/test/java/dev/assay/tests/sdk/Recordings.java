package dev.assay.tests.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * The scripts of this package's resources, run with the SDKs of their {@code package-lock.json}.
 */
final class Recordings {
  private static final Path SCRIPTS = Path.of("src/test/resources/dev/assay/tests/sdk");
  private static final Path WORK = Path.of("target/sdk");
  private static final long MINUTES = 5;

  /** Those that others import. */
  private static final List<String> MODULES =
      List.of("agent", "collector", "conversation", "graph", "models", "runs", "spans");

  private Recordings() {}

  /** Runs all of them; the folder with what they wrote. */
  static Path make() throws IOException, InterruptedException {
    if (!isInstalled("node") || !isInstalled("npm")) {
      String message = "SDKs were not run, since Node 20 is not installed";
      assertThat(System.getProperty("assay.node")).as(message).isNotEqualTo("required");
      System.out.println(message);
      abort(message);
    }
    Path written = WORK.resolve("written");
    FileUtils.deleteDirectory(written.toFile());
    Files.createDirectories(written);
    List<String> scripts = new ArrayList<>();
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        FileUtils.copyFile(file.toFile(), WORK.resolve(name).toFile());
        if (name.endsWith(".mjs") && !MODULES.contains(name.replace(".mjs", ""))) {
          scripts.add(name);
        }
      }
    }
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    for (String script : scripts) {
      run("node", script, "written");
    }
    return written;
  }

  private static boolean isInstalled(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Path said = WORK.resolve("said.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(WORK.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("%s did not end".formatted(Arrays.toString(command)));
    }
    assertThat(process.exitValue())
        .as("%s: %s", Arrays.toString(command), Files.readString(said))
        .isZero();
  }
}
