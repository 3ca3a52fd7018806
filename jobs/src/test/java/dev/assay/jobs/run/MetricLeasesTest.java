package dev.assay.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.installation.Home;
import dev.assay.installation.SettingsFile;
import dev.assay.jobs.run.MetricLeases.Watermark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricLeasesTest {

  private static final MetricLeases.Key KEY = new MetricLeases.Key("a".repeat(24), 1);

  @TempDir Path folder = Path.of("");

  private @Nullable JobsDatabase open;

  @BeforeEach
  void open() throws IOException {
    Path settings = Files.writeString(folder.resolve("assay.yaml"), "org: acme\n");
    open =
        JobsDatabase.open(
            new Home(folder.resolve("home")).create(), SettingsFile.read(settings, folder));
  }

  @AfterEach
  void close() {
    database().close();
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

  private JobsDatabase database() {
    return java.util.Objects.requireNonNull(open);
  }

  private RunStore runs() {
    return new RunStore(database().dataSource());
  }

  private MetricLeases leases() {
    return new MetricLeases(database().dataSource(), runs());
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
