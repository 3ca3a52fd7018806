package dev.assay.results.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.results.Answers;
import dev.assay.results.AssayTable;
import dev.assay.results.SampleResults;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentAppendTest {

  private static final int WRITERS = 4;
  private static final int COMMITS = 8;

  @TempDir Path root;

  @Test
  void writersThatAppendAtOnceLoseNothingAndDoubleNothing() throws Exception {
    Warehouse.at(root).createMissing();

    List<Boolean> made =
        atOnce(
            WRITERS,
            writer -> {
              Warehouse own = Warehouse.at(root);
              boolean all = true;
              for (int n = 1; n <= COMMITS; n++) {
                all &= SampleResults.append(own, "writer " + writer, n, writer + "/" + n);
              }
              return all;
            });

    assertThat(made).containsOnly(true);
    assertThat(Answers.of(Warehouse.at(root), "SELECT id FROM metric_evaluation_result"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, WRITERS * COMMITS)
                .mapToObj(i -> i / COMMITS + "/" + (i % COMMITS + 1))
                .toList());
  }

  @Test
  void oneTransactionThatSeveralTryAtOnceIsCommittedOnce() throws Exception {
    Warehouse.at(root).createMissing();

    atOnce(WRITERS, w -> SampleResults.append(Warehouse.at(root), "same", 1, "writer " + w));

    assertThat(Answers.of(Warehouse.at(root), "SELECT count(*) FROM metric_evaluation_result"))
        .containsExactly("1");
  }

  @Test
  void aCheckpointIsWrittenAfterManyCommits() throws Exception {
    Warehouse warehouse = Warehouse.at(root);
    warehouse.createMissing();

    for (int n = 1; n <= 11; n++) {
      SampleResults.append(warehouse, "test", n, "r" + n);
    }

    Path log = warehouse.path(AssayTable.METRIC_EVALUATION_RESULT).resolve("_delta_log");
    var checkpoints = FileSystems.getDefault().getPathMatcher("glob:*.checkpoint.parquet");
    try (var files = Files.list(log)) {
      assertThat(files.map(Path::getFileName).filter(checkpoints::matches)).hasSize(1);
    }
    assertThat(Answers.of(warehouse, "SELECT count(*) FROM current_result")).containsExactly("11");
  }

  @FunctionalInterface
  private interface Work<T> {
    T of(int writer) throws Exception;
  }

  private static <T> List<T> atOnce(int writers, Work<T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      CountDownLatch ready = new CountDownLatch(writers);
      List<Future<T>> answers = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int writer = i;
        Callable<T> task =
            () -> {
              ready.countDown();
              ready.await();
              return work.of(writer);
            };
        answers.add(threads.submit(task));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> answer : answers) {
        results.add(answer.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
