package dev.assay.installation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.catalog.database.Database;
import dev.assay.installation.run.MetricLeases.Watermark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.Dialect.class)
class MetricLeasesTest {

  private static final MetricLeases.Key KEY = new MetricLeases.Key("a".repeat(24), 1);

  @TempDir Path folder = Path.of("");
  @Parameter Database.Dialect dialect = Database.Dialect.SQLITE;

  private @Nullable Database open;

  @BeforeEach
  void open() {
    open = RunDatabase.open(dialect, folder);
  }

  @AfterEach
  void close() {
    database().close();
  }

  @Test
  void aLeaseThatAnotherHoldsIsNotTakenAndIsNamed() {
    String first = begin();
    String second = begin();

    long fence = leases().take(KEY, first).orElseThrow();

    assertThat(leases().take(KEY, first)).as("its own again").contains(fence);
    assertThat(leases().take(KEY, second)).isEmpty();
    assertThat(leases().holderOf(KEY)).isEqualTo(first);
    leases().check(first, List.of(metric(0L, List.of(), fence, "ours")));
    runs().complete(first);
    assertThat(leases().holderOf(KEY)).isNull();
    assertThat(leases().take(KEY, second)).contains(fence + 1);
    assertThatThrownBy(() -> leases().check(first, List.of(metric(0L, List.of(), fence, "ours"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot commit results of run %s: another run has taken over [Metric version 1]"
                .formatted(first));
  }

  @Test
  void ofManyRunsAtOnceOneTakesTheLease() throws Exception {
    List<String> ids = IntStream.range(0, 6).mapToObj(i -> begin()).toList();
    CyclicBarrier start = new CyclicBarrier(ids.size());
    ExecutorService threads = Executors.newFixedThreadPool(ids.size());
    try {
      List<Future<Optional<Long>>> takes = new ArrayList<>();
      for (String id : ids) {
        takes.add(
            threads.submit(
                () -> {
                  start.await();
                  return leases().take(KEY, id);
                }));
      }
      int taken = 0;
      for (Future<Optional<Long>> take : takes) {
        taken += take.get().isPresent() ? 1 : 0;
      }
      assertThat(taken).isOne();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whatARunHasLeftIsPlannedAgain() {
    String first = begin();
    long fence = leases().take(KEY, first).orElseThrow();
    PlannedMetric planned = metric(4L, List.of("before"), fence, "ours");
    leases().advance(first, inputs(planned, 7));

    leases().moveBack(first, planned, 4);
    leases().moveBack(first, planned, 4);

    assertThat(leases().watermark(KEY))
        .contains(new Watermark(4, List.of(first, "before"), "ours", 1));
  }

  @Test
  void aRunThatHasGivenItsLeaseBackMovesNothing() {
    String first = begin();
    PlannedMetric planned = metric(4L, List.of(), leases().take(KEY, first).orElseThrow(), "ours");
    leases().advance(first, inputs(planned, 7));
    leases().moveBack(first, planned, 4);
    leases().release(first);
    String second = begin();
    PlannedMetric later = metric(4L, List.of(), leases().take(KEY, second).orElseThrow(), "ours");
    leases().advance(second, inputs(later, 9));

    leases().moveBack(first, planned, 4);

    assertThat(leases().watermark(KEY)).contains(new Watermark(9, List.of(second), "ours", 1));
  }

  @Test
  void aRunThatWasSetAsideKeepsNobodyFromItsMetrics() {
    String first = begin();
    PlannedMetric planned =
        metric(4L, List.of("before"), leases().take(KEY, first).orElseThrow(), "ours");
    leases().advance(first, inputs(planned, 7));
    assertThat(leases().take(KEY, begin())).isEmpty();

    runs().setAside(first);

    String second = begin();
    PlannedMetric later = metric(7L, List.of(first), leases().take(KEY, second).orElseThrow(), "b");
    leases().advance(second, inputs(later, 9));
    runs().close(runs().get(first), Run.Closing.RESUMED);
    assertThat(leases().take(KEY, first)).as("while the second holds it").isEmpty();
    runs().complete(second);
    leases().release(second);
    assertThat(leases().take(KEY, first)).isPresent();
    leases().moveBack(first, planned, 4);
    assertThat(leases().watermark(KEY))
        .as("what the second has planned stays its own")
        .contains(new Watermark(4, List.of(second, "before"), "b", 1));
  }

  private Database database() {
    return Objects.requireNonNull(open);
  }

  private RunStore runs() {
    return new RunStore(database().dataSource());
  }

  private MetricLeases leases() {
    return new MetricLeases(database().dataSource());
  }

  private String begin() {
    RunInputs inputs = new RunInputs(List.of(), Optional.empty(), 3, 1000);
    return runs().begin(RunStore.newId(), "acme", "nightly", "0", inputs, Instant.now()).id();
  }

  private static PlanInputs inputs(PlannedMetric metric, long upTo) {
    return new PlanInputs(List.of(metric), List.of(), upTo, null, 0);
  }

  private static PlannedMetric metric(
      Long watermark, List<String> open, long fence, String fingerprint) {
    return new PlannedMetric(
        0,
        KEY.metricId(),
        KEY.version(),
        "Metric",
        "",
        "{}",
        "code",
        "{}",
        fingerprint,
        List.of(),
        List.of("*"),
        watermark,
        open,
        fence,
        Sampling.ALL);
  }
}
