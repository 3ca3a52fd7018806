package dev.assay.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.Sql;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two processes on one home, one of which is killed with SIGKILL. */
class EmbeddedCrashTest {
  private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Timeout(60)
  void whatWasAcknowledgedIsFoundAndTheSurvivorGoesOn(long seed) throws Exception {
    Random random = new Random(seed);
    Writer victim = Writer.start(home, "victim");
    Writer survivor = Writer.start(home, "survivor");
    try {
      survivor.awaitCommits(5);
      victim.awaitCommits(5 + random.nextInt(100));
      victim.kill();
      int before = survivor.awaitCommits(1);
      survivor.awaitCommits(before + 100);
      survivor.stop();
      victim.readToTheEnd();
    } finally {
      victim.kill();
      survivor.kill();
    }

    try (Database database = CatalogDatabase.embedded(home)) {
      assertAllFound(database, victim.committed);
      assertAllFound(database, survivor.committed);
      assertEveryMetricHasItsVersions(database);
      try (Connection connection = database.dataSource().getConnection()) {
        assertThat(Sql.query(connection, "PRAGMA integrity_check", row -> row.getString(1)))
            .containsExactly("ok");
        assertThat(Sql.query(connection, "PRAGMA foreign_key_check", row -> row.getString(1)))
            .isEmpty();
      }
    }
  }

  private static void assertAllFound(Database database, List<String> committed) {
    MetricStore store = new MetricStore(database.dataSource(), Clock.systemUTC());
    assertThat(committed)
        .allSatisfy(
            line -> {
              String[] parts = line.split(" ", -1);
              assertThat(store.version(CatalogWriter.ORG, parts[0], Integer.parseInt(parts[1])))
                  .isPresent();
            });
  }

  private static void assertEveryMetricHasItsVersions(Database database) {
    MetricStore store = new MetricStore(database.dataSource(), Clock.systemUTC());
    assertThat(store.list(CatalogWriter.ORG))
        .allSatisfy(
            metric ->
                assertThat(store.versions(CatalogWriter.ORG, metric.id()))
                    .hasSize(metric.latest().version()));
  }

  /** A {@link CatalogWriter} in a JVM of its own. */
  private static final class Writer {
    private final Process process;
    private final BufferedReader output;
    private final List<String> committed = new ArrayList<>();

    private Writer(Process process) {
      this.process = process;
      this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static Writer start(Path home, String name) throws IOException {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      return new Writer(
          new ProcessBuilder(
                  java,
                  "-XX:TieredStopAtLevel=1",
                  "-Djava.io.tmpdir=" + home,
                  "-cp",
                  System.getProperty("java.class.path"),
                  CatalogWriter.class.getName(),
                  home.toString(),
                  name)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }

    /** Waits until at least so many commits were acknowledged, and returns how many were. */
    int awaitCommits(int count) throws IOException {
      while (committed.size() < count) {
        String line = output.readLine();
        assertThat(line).as("the output of a writer that goes on").isNotNull();
        committed.add(line);
      }
      return committed.size();
    }

    void stop() throws Exception {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      readToTheEnd();
      assertThat(committed.remove(committed.size() - 1)).isEqualTo(CatalogWriter.STOPPED);
      assertThat(process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }

    /** Unlike the process itself, its handle keeps the output that was not read yet. */
    void kill() throws InterruptedException {
      process.toHandle().destroyForcibly();
      process.waitFor();
    }

    /** The last line of a killed process may be cut short; it acknowledges nothing. */
    void readToTheEnd() throws IOException {
      String line;
      while ((line = output.readLine()) != null) {
        if (line.equals(CatalogWriter.STOPPED) || line.matches("[0-9a-f]{24} [12]")) {
          committed.add(line);
        }
      }
    }
  }
}
