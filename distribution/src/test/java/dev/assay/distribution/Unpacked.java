package dev.assay.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The archive, unpacked into an empty folder, beside a Java runtime without the tools of a JDK and
 * the few programs of every Unix that its script and Hadoop call.
 *
 * @param root the folder that is in the archive
 * @param path what a process finds its programs in
 */
record Unpacked(Path root, String path) {

  private static final Path ARCHIVE = Path.of(System.getProperty("assay.archive"));
  private static final List<String> UNIX =
      List.of("cat", "chmod", "dirname", "mktemp", "mv", "readlink", "rm", "sh");
  private static final long MINUTES = 5;

  /** Unpacks it under a folder. */
  static Unpacked in(Path folder) throws IOException, InterruptedException {
    run(folder, "tar", "-xzf", ARCHIVE.toAbsolutePath().toString());
    Path runtime = folder.resolve("java");
    run(
        folder,
        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
        "--output",
        runtime.toString(),
        "--add-modules",
        String.join(",", modules()));
    // As the packages of Java do it once they are installed.
    run(folder, runtime.resolve("bin/java").toString(), "-Xshare:dump");
    Path unix = Files.createDirectory(folder.resolve("unix"));
    for (String name : UNIX) {
      Files.createSymbolicLink(unix.resolve(name), found(name));
    }
    Path root = folder.resolve(ARCHIVE.getFileName().toString().replace(".tar.gz", ""));
    return new Unpacked(root, runtime.resolve("bin") + File.pathSeparator + unix);
  }

  /** What {@code bin/assay} prints, run with nothing in its environment but the path. */
  String assay(Path folder, String... arguments) throws IOException, InterruptedException {
    return run(folder, command(arguments).toArray(String[]::new));
  }

  /** Starts a server and waits until it prints this; the first group. */
  String serves(Path folder, Pattern line, String... arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "server", ".txt");
    Process server =
        new ProcessBuilder(command(arguments))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
      while (server.isAlive() && System.nanoTime() < end) {
        Matcher said = line.matcher(Files.readString(output));
        if (said.find()) {
          return said.group(1);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
      throw new AssertionError("It does not serve: " + Files.readString(output));
    } finally {
      server.destroy();
      assertThat(server.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
    }
  }

  private List<String> command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("env", "-i", "PATH=" + path, root.resolve("bin").resolve("assay").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Those of a runtime: of this JDK all but its tools. */
  private static TreeSet<String> modules() {
    TreeSet<String> modules = new TreeSet<>();
    ModuleLayer.boot().modules().forEach(module -> modules.add(module.getName()));
    modules.removeIf(name -> !name.startsWith("java.") && !name.startsWith("jdk."));
    modules.removeAll(
        List.of("jdk.compiler", "jdk.jartool", "jdk.javadoc", "jdk.jdeps", "jdk.jlink"));
    modules.removeAll(List.of("jdk.jshell", "jdk.jpackage", "jdk.internal.opt"));
    return modules;
  }

  private static Path found(String program) {
    return List.of(System.getenv("PATH").split(File.pathSeparator, -1)).stream()
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(output);
    assertThat(process.exitValue()).as(said + Files.readString(errors)).isZero();
    Files.delete(output);
    Files.delete(errors);
    return said;
  }
}
