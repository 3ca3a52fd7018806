package dev.assay.cli.metric;

import dev.assay.catalog.Metric;
import dev.assay.cli.option.UserError;
import dev.assay.jobs.nightly.JobContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of a metric, as users name it: {@code METRIC}, which is the newest, or {@code
 * METRIC@VERSION}.
 *
 * @param isExplicit whether the version was named
 */
public record NamedVersion(Metric metric, int version, boolean isExplicit) {

  private static final Pattern VERSIONED = Pattern.compile("(.+)@(\\d{1,9})");

  /** A name may itself end as a version does. */
  public static NamedVersion of(JobContext context, String org, String text) {
    Matcher versioned = VERSIONED.matcher(text);
    boolean isName = context.metrics().findByName(org, text).isPresent();
    if (isName || !versioned.matches()) {
      Metric metric = MetricsCommand.named(context, org, text);
      return new NamedVersion(metric, metric.latest().version(), false);
    }
    Metric metric = MetricsCommand.named(context, org, versioned.group(1));
    int version = Integer.parseInt(versioned.group(2));
    if (context.metrics().version(org, metric.id(), version).isEmpty()) {
      throw new UserError(
          "Cannot find version %d of '%s': its newest is %d; ./assay metrics history shows all"
              .formatted(version, metric.name(), metric.latest().version()));
    }
    return new NamedVersion(metric, version, true);
  }
}
