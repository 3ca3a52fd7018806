package dev.assay.cli.run;

import dev.assay.installation.Settings;
import dev.assay.installation.SettingsFile;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What decides a night's work beside its archives and how it is judged. */
final class NightOptions {

  @Option(
      names = "--metrics",
      paramLabel = "PATH",
      description =
          "YAML file or folder of metrics to apply first. Default: 'metrics' of the settings")
  @Nullable Path metrics;

  @Option(
      names = "--catch-up",
      paramLabel = "DAYS",
      description =
          "How far back a new metric or version goes: conversations ingested in the last days, such"
              + " as 7d, or all. Default: 'catch_up' of the settings, 7d")
  @Nullable String catchUp;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  /** The metric files, or null for none. */
  @Nullable Path metricFiles(Settings settings) {
    return metrics == null ? settings.metrics() : metrics;
  }

  /** Days of ingested history that a new metric version takes in; empty for all. */
  Optional<Double> catchUpDays(Settings settings) {
    String text = catchUp;
    if (text == null) {
      return settings.catchUpDays();
    }
    try {
      return SettingsFile.days(text);
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  private ParameterException wrong(IllegalArgumentException cause) {
    return new ParameterException(
        Objects.requireNonNull(spec).commandLine(), cause.getMessage(), cause);
  }
}
