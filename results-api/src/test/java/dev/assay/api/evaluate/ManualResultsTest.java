package dev.assay.api.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.api.http.ApiError;
import dev.assay.catalog.Actor;
import dev.assay.catalog.CatalogDatabase;
import dev.assay.catalog.EvaluatorDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.DatabaseSchema;
import dev.assay.catalog.database.NamedLocks;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.installation.Home;
import dev.assay.results.ResultRow;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Commits of manual results that die, are held up, or never come. */
@Timeout(120)
class ManualResultsTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

  @TempDir private Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** What happens when the lock of all writers is taken. */
  private volatile Runnable whenLocked = () -> {};

  /** What happens when a result's time is read: its commit is under way. */
  private volatile Runnable whenTimed = () -> {};

  private Warehouse warehouse;
  private Database database;

  @BeforeEach
  void open() {
    Home home = new Home(folder);
    home.create();
    warehouse = home.warehouse();
    warehouse.createMissing();
    database = CatalogDatabase.embedded(home.catalog());
    database.extend(
        new DatabaseSchema("tables", "classpath:db/migration/api", "api_schema_history", 3));
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    database.close();
  }

  @Test
  void anErrorFailsItsRequestsAndTheNextResultsAreStored() {
    try (ManualResults results = results(LONG)) {
      whenLocked =
          () -> {
            whenLocked = () -> {};
            throw new StackOverflowError("on purpose");
          };
      assertThat(refusal(results, 1).code()).isEqualTo("results_not_stored");
      whenTimed =
          () -> {
            whenTimed = () -> {};
            throw new StackOverflowError("on purpose");
          };
      assertThat(refusal(results, 2).code()).isEqualTo("results_not_stored");

      results.store(List.of(result(3)));

      assertThat(results.isAlive()).isTrue();
    }
    assertThat(stored()).containsExactly(3.0);
  }

  @Test
  void whoWaitsTooLongForTheTurnOfOthersIsNotStored() {
    CountDownLatch free = new CountDownLatch(1);
    whenLocked = () -> await(free);
    try (ManualResults results = results(SHORT)) {
      ApiError refused = refusal(results, 1);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("results_not_stored");
      free.countDown();
    }
    assertThat(stored()).isEmpty();
  }

  @Test
  void whoGivesUpInTheMidstOfACommitIsToldThatNobodyKnows() throws Exception {
    CountDownLatch committing = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    whenTimed =
        () -> {
          committing.countDown();
          await(free);
        };
    try (ManualResults results = results(LONG)) {
      FutureTask<ApiError> asking = new FutureTask<>(() -> refusal(results, 1));
      Thread client = new Thread(asking);
      client.start();
      committing.await();
      client.interrupt();
      assertThat(asking.get().status()).isEqualTo(503);
      assertThat(asking.get().code()).isEqualTo("results_uncertain");
      free.countDown();
    }
    assertThat(stored()).containsExactly(1.0);
  }

  @Test
  void whoAsksWhenNobodyCommitsAnyMoreIsRefusedAtOnce() throws Exception {
    CountDownLatch locking = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    whenLocked =
        () -> {
          locking.countDown();
          await(free);
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted");
        };
    try (ManualResults results = results(LONG)) {
      Future<ApiError> first = threads.submit(() -> refusal(results, 1));
      locking.await();
      Future<ApiError> second = threads.submit(() -> refusal(results, 2));
      free.countDown();

      assertThat(first.get().code()).isEqualTo("results_not_stored");
      assertThat(second.get().code()).isEqualTo("results_not_stored");
      assertThat(refusal(results, 3).code()).isEqualTo("results_not_stored");
      assertThat(results.isAlive()).isFalse();
    }
    assertThat(stored()).isEmpty();
  }

  private ManualResults results(Duration patience) {
    NewestResults newest =
        new NewestResults(
            JdbcClient.create(database.dataSource()),
            new TransactionTemplate(new JdbcTransactionManager(database.dataSource())));
    NamedLocks locks =
        name -> {
          whenLocked.run();
          return database.locks().hold(name);
        };
    return new ManualResults(
        warehouse,
        locks,
        newest,
        () -> {
          whenTimed.run();
          return NOW;
        },
        patience);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ApiError refusal(ManualResults results, int number) {
    return catchThrowableOfType(ApiError.class, () -> results.store(List.of(result(number))));
  }

  private List<Double> stored() {
    return TableQuery.query(
        warehouse,
        "SELECT result_numerical FROM metric_evaluation_result ORDER BY 1",
        row -> row.getDouble(1));
  }

  private static NewResult result(int number) {
    return new NewResult(
        "acme",
        new MetricVersion(
            "%024x".formatted(number),
            1,
            "Count",
            "counts",
            new MetricValue.NumericalValue(0, 10),
            new EvaluatorDefinition("code", new TreeMap<>()),
            new Actor("acme", "ann"),
            NOW),
        new ResultRow.Subject(
            "%024x".formatted(1),
            null,
            "manual",
            null,
            new ResultRow.Invocation(null, "acme", "ann"),
            null),
        new Evaluation.Scored(new Score.NumericalScore(number), null, List.of()),
        "hash",
        "fingerprint");
  }
}
