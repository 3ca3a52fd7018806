package dev.assay.installation.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of history a backfill evaluates, and against what.
 *
 * @param metrics the metric versions
 * @param fromMicros conversations created then or later; microseconds since the epoch, or null
 * @param untilMicros conversations created before then, or null
 * @param services ids of the services whose conversations are evaluated; empty for all
 * @param archives files, or folders of files, that the conversations came from; empty for all
 */
public record Backfill(
    List<MetricLeases.Key> metrics,
    @Nullable Long fromMicros,
    @Nullable Long untilMicros,
    List<String> services,
    List<String> archives) {

  public Backfill {
    metrics = List.copyOf(metrics);
    services = List.copyOf(services);
    archives = List.copyOf(archives);
  }
}
