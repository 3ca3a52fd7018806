package dev.assay.jobs.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import dev.assay.home.Settings;
import dev.assay.home.Tabular;
import dev.assay.jobs.nightly.Workbench;
import dev.assay.jobs.plan.MetricSelection;
import dev.assay.jobs.plan.Planning;
import dev.assay.jobs.run.MetricLeases;
import dev.assay.jobs.run.PlanInputs;
import dev.assay.jobs.run.RunStore;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay plan}. */
@Command(
    name = "plan",
    description = {
      "Shows what a nightly run would evaluate now, and changes nothing.",
      "",
      "Counts conversations that were taken in; archives that were not are not looked at (./assay"
          + " ingest takes them in). Code metrics cost nothing but time."
    },
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {

  private static final double MICROS_A_DAY = 86_400e6;

  @Mixin HomeOptions home = new HomeOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv or json. Default: ${DEFAULT-VALUE}")
  TableFormat format = TableFormat.TABLE;

  @Override
  public Integer call() throws IOException {
    Settings settings = home.settings();
    String org = home.org(settings);
    try (Workbench bench = home.open(settings)) {
      MetricLeases leases = bench.leases();
      MetricSelection.Selected selected =
          new MetricSelection(bench.metrics(), leases, bench.evaluators())
              .select(
                  org, key -> leases.holderOf(key) == null ? Optional.of(0L) : Optional.empty());
      Map<Integer, Long> cells = cells(bench, settings, org, selected);
      List<List<@Nullable Object>> rows =
          selected.metrics().stream()
              .map(
                  m ->
                      Arrays.<@Nullable Object>asList(
                          m.name(),
                          m.version(),
                          m.evaluator(),
                          cells.getOrDefault(m.ordinal(), 0L)))
              .toList();
      format.write(
          new SqlAnswer(List.of("metric", "version", "evaluator", "evaluations"), rows.iterator()),
          System.out);
      selected
          .leftOut()
          .forEach(
              l ->
                  System.err.println(
                      "Left out: %s version %d: %s"
                          .formatted(l.metric(), l.version(), l.reason())));
      System.err.printf(
          "%,d evaluations in all%n", cells.values().stream().mapToLong(Long::longValue).sum());
      return 0;
    }
  }

  private static Map<Integer, Long> cells(
      Workbench bench, Settings settings, String org, MetricSelection.Selected selected) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    long newest =
        Tabular.query(
                bench.warehouse(),
                "SELECT coalesce(max(ingestion_sequence), 0) FROM conversation",
                rows -> rows.getLong(1))
            .get(0);
    PlanInputs inputs =
        new PlanInputs(
            selected.metrics(),
            selected.leftOut(),
            newest,
            settings.catchUpDays().map(d -> now - (long) (d * MICROS_A_DAY)).orElse(null),
            now);
    Optional<Dataset<Row>> planned =
        new Planning(
                bench.warehouse(),
                org,
                inputs,
                settings.maxAttempts(),
                settings.waveConversations(),
                bench::tables)
            .planned(RunStore.newId());
    Map<Integer, Long> cells = new HashMap<>();
    planned.ifPresent(
        rows ->
            rows.select(explode(col("metrics")).as("metric"))
                .groupBy("metric")
                .count()
                .collectAsList()
                .forEach(row -> cells.put(row.getInt(0), row.getLong(1))));
    return cells;
  }
}
