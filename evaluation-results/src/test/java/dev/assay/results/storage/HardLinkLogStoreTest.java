package dev.assay.results.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardLinkLogStoreTest {

  private static final int COMMITS = 150;
  private static final int THREADS = 3;
  private static final Configuration CONFIGURATION = new Configuration(false);

  @TempDir Path folder;

  @Test
  void ofManyThreadsInTwoProcessesExactlyOneGetsEachVersion() throws Exception {
    List<Process> processes = List.of(committer("a"), committer("b"));
    for (Process process : processes) {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isZero();
    }

    int total = processes.size() * THREADS * COMMITS;
    Set<String> found = new HashSet<>();
    for (int version = 0; version < total; version++) {
      found.add(Files.readString(entry(folder, version)).strip());
    }
    assertThat(found).as("every commit that was acknowledged, each once").hasSize(total);
    assertThat(names(folder)).as("entries, and nothing temporary").hasSize(total);
  }

  @Test
  void aVersionThatIsTakenIsRefused() throws IOException {
    commit(folder, 0, "first");

    assertThatThrownBy(() -> commit(folder, 0, "second"))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(entry(folder, 0).toString());
    assertThat(entry(folder, 0)).hasContent("first");
    assertThat(names(folder)).hasSize(1);
  }

  private Process committer(String name) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Committer.class.getName(),
            folder.toString(),
            name)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(e -> e.getFileName().toString()).toList();
    }
  }

  private static Path entry(Path folder, int version) {
    return folder.resolve("%020d.json".formatted(version));
  }

  private static void commit(Path folder, int version, String text) throws IOException {
    new HardLinkLogStore(CONFIGURATION)
        .write(
            new org.apache.hadoop.fs.Path(entry(folder, version).toUri()),
            List.of(text).iterator(),
            false,
            CONFIGURATION);
  }

  /** A process whose threads commit, each until it has been told of enough commits. */
  static final class Committer {

    private Committer() {}

    public static void main(String[] arguments) throws InterruptedException {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        String name = arguments[1] + i;
        threads.add(new Thread(() -> commitAll(Path.of(arguments[0]), name)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private static void commitAll(Path folder, String name) {
      int done = 0;
      for (int version = 0; done < COMMITS; version++) {
        if (isFirst(folder, version, name + "-" + done)) {
          done++;
        }
      }
    }

    private static boolean isFirst(Path folder, int version, String text) {
      try {
        commit(folder, version, text);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
