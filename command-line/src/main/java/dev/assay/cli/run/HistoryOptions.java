package dev.assay.cli.run;

import dev.assay.catalog.Metric;
import dev.assay.cli.metric.NamedVersion;
import dev.assay.installation.run.Backfill;
import dev.assay.installation.run.MetricLeases;
import dev.assay.jobs.nightly.JobContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which part of history a backfill evaluates, and against what. */
final class HistoryOptions {

  @Option(
      names = "--metric",
      paramLabel = "METRIC[@VERSION]",
      description =
          "Name or id of a metric, and a version of it, by default the newest; repeatable. Default:"
              + " the newest version of every metric")
  List<String> metrics = List.of();

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description =
          "Conversations created on that day (UTC) or later, such as 2026-10-01. With --from or"
              + " --to, those whose time is not known are left out")
  @Nullable LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "Conversations created on that day (UTC) or before")
  @Nullable LocalDate to;

  @Option(
      names = "--service",
      paramLabel = "ID",
      description = "Conversations of this service; repeatable")
  List<String> services = List.of();

  @Option(
      names = "--archive",
      paramLabel = "PATH",
      description =
          "Conversations whose content came from this file, or a file in this folder; repeatable")
  List<Path> archives = List.of();

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  /** The part of history, with metrics as they are in the catalog now. */
  Backfill of(JobContext context, String org) {
    LocalDate first = from;
    LocalDate last = to;
    if (first != null && last != null && last.isBefore(first)) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "Invalid --to %s: it is before --from %s".formatted(last, first));
    }
    List<MetricLeases.Key> keys =
        metrics.isEmpty()
            ? context.metrics().list(org).stream().map(HistoryOptions::newest).toList()
            : metrics.stream().map(metric -> key(context, org, metric)).distinct().toList();
    return new Backfill(
        keys,
        first == null ? null : micros(first),
        last == null ? null : micros(last.plusDays(1)),
        List.copyOf(new TreeSet<>(services)),
        List.copyOf(new TreeSet<>(archives.stream().map(HistoryOptions::asTakenIn).toList())));
  }

  private static MetricLeases.Key newest(Metric metric) {
    return new MetricLeases.Key(metric.id(), metric.latest().version());
  }

  private static MetricLeases.Key key(JobContext context, String org, String text) {
    NamedVersion named = NamedVersion.of(context, org, text);
    return new MetricLeases.Key(named.metric().id(), named.version());
  }

  private static long micros(LocalDate day) {
    return TimeUnit.SECONDS.toMicros(day.atStartOfDay(ZoneOffset.UTC).toEpochSecond());
  }

  /** The path by which files there were taken in; they may be gone by now. */
  private static String asTakenIn(Path path) {
    try {
      return Files.exists(path)
          ? path.toRealPath().toString()
          : path.toAbsolutePath().normalize().toString();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }
}
