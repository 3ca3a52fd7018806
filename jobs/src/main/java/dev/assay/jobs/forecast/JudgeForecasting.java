package dev.assay.jobs.forecast;

import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.jobs.evaluate.WavePart;
import dev.assay.jobs.forecast.TranscriptCounts.Count;
import dev.assay.jobs.task.TaskRunner;
import dev.assay.results.commit.Warehouse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Foretells what judging a plan would take. Conversations are read and counted by tasks; what is
 * known of them is asked here, in the order of their contents, so that copies of one content meet
 * and memory does not grow with the plan. Changes nothing.
 */
public final class JudgeForecasting {
  private static final int LOOKED_UP_AT_ONCE = 512;

  /** What tasks have counted is in memory until they are all done. */
  private static final int PARTS_A_PLACE = 16;

  private final JudgeSettings settings;
  private final String orgId;
  private final List<PlannedMetric> metrics;
  private final Warehouse warehouse;
  private final TaskRunner tasks;
  private final Path spill;
  private final Function<Collection<String>, Set<String>> known;

  /**
   * Forecasts for one organization.
   *
   * @param settings of the judge
   * @param metrics of the plan
   * @param spill a folder for what does not fit into memory
   * @param known which of some keys the ledger has answers of
   */
  public JudgeForecasting(
      JudgeSettings settings,
      String orgId,
      List<PlannedMetric> metrics,
      Warehouse warehouse,
      TaskRunner tasks,
      Path spill,
      Function<Collection<String>, Set<String>> known) {
    this.settings = settings;
    this.orgId = orgId;
    this.metrics = metrics.stream().filter(metric -> metric.has(Capability.PREVIEWS)).toList();
    this.warehouse = warehouse;
    this.tasks = tasks;
    this.spill = spill;
    this.known = known;
  }

  /** What a plan would take, of which these are the parts. */
  public JudgeForecast of(List<WavePart> parts) {
    ForecastPass pass =
        new ForecastPass(
            TranscriptCounts.forecast(settings, metrics), settings.prices(), orgId, metrics.size());
    if (!metrics.isEmpty()) {
      count(parts, pass);
    }
    return pass.forecast(warehouse, metrics);
  }

  private void count(List<WavePart> parts, ForecastPass pass) {
    try (SortedCounts counts = new SortedCounts(spill)) {
      int atOnce = PARTS_A_PLACE * tasks.places();
      for (int from = 0; from < parts.size(); from += atOnce) {
        List<TranscriptCounts> each = new ArrayList<>();
        for (WavePart part : parts.subList(from, Math.min(parts.size(), from + atOnce))) {
          each.add(new TranscriptCounts(settings, metrics, part));
        }
        for (List<Count> counted : tasks.run(each, done -> {})) {
          counts.add(counted);
        }
      }
      counts.each(LOOKED_UP_AT_ONCE, batch -> take(batch, pass));
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot count what is planned: " + e.getMessage(), e);
    }
  }

  private void take(List<Count> batch, ForecastPass pass) {
    Set<String> keys = new HashSet<>();
    batch.forEach(count -> keys.addAll(pass.keys(count.contentHash(), count.places())));
    Set<String> found = known.apply(keys);
    for (Count count : batch) {
      Long tokens = count.tokens();
      pass.take(
          count.contentHash(),
          count.places(),
          tokens == null ? OptionalLong.empty() : OptionalLong.of(tokens),
          found);
    }
  }
}
