package dev.assay.sqlserver;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server in a process of its own. */
final class ServerProcess implements AutoCloseable {

  private static final Pattern SERVES =
      Pattern.compile("at (jdbc:hive2://\\S+); end .*\\n.*the password +(\\S+)");
  private static final long MINUTES = 5;

  /** Generating and compiling code costs more than a handful of rows does without it. */
  private static final String SETTINGS =
      """
      views: '%s'
      spark:
        spark.sql.codegen.wholeStage: "false"
        spark.sql.codegen.factoryMode: NO_CODEGEN
      """;

  private final Process process;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static ServerProcess start(Path folder, Path home, Path views) {
    Path log = folder.resolve("server.log");
    try {
      Path settings = Files.writeString(folder.resolve("server.yaml"), SETTINGS.formatted(views));
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "@" + Path.of("..", "conf", "jvm.options"),
                  "-Xmx1g",
                  "-XX:TieredStopAtLevel=1",
                  "-Dlog4j2.configurationFile=" + Path.of("..", "conf", "log4j2.properties"),
                  "-cp",
                  classPath(),
                  "dev.assay.sqlserver.Main",
                  "--port",
                  "0",
                  "--home",
                  home.toString(),
                  "--settings",
                  settings.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new ServerProcess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without the driver: the server must not need it. */
  private static String classPath() {
    return String.join(
        File.pathSeparator,
        List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
            .filter(entry -> !entry.contains("kyuubi"))
            .toList());
  }

  /** Waits until it serves; its address. */
  String url() {
    return said(1);
  }

  String password() {
    return said(2);
  }

  private String said(int group) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    while (process.isAlive() && System.nanoTime() < end) {
      Matcher serves = SERVES.matcher(log());
      if (serves.find()) {
        return serves.group(group);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new IllegalStateException("The server does not serve: " + log());
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells it to end; its exit code. */
  int end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      throw new IllegalStateException("It does not end: " + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
