package dev.assay.cli.read;

import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricVersion;
import dev.assay.cli.metric.MetricsCommand;
import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.PageOption;
import dev.assay.cli.option.StandardOutput;
import dev.assay.cli.option.UserError;
import dev.assay.insight.compare.Comparison;
import dev.assay.insight.compare.ComparisonJson;
import dev.assay.insight.compare.ComparisonPage;
import dev.assay.insight.compare.ComparisonText;
import dev.assay.insight.compare.VersionComparison;
import dev.assay.installation.Settings;
import dev.assay.jobs.nightly.JobContext;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay compare}. */
@Command(
    name = "compare",
    description = {
      "Tells what a version of a metric changed against another one.",
      "",
      "Takes conversations to which both versions gave an answer, and tells which answer became"
          + " which, how often they agree (with Cohen's kappa, weighted where values are ordered),"
          + " by how much the values moved with an interval of 95 %%, and how likely that is chance"
          + " (McNemar's test, Wilcoxon's for numbers); the same by service; conversations whose"
          + " answer changed, with both justifications; and what evaluating the rest would cost."
          + " Simulations and manual results are left out. Evaluate the version first: ./assay"
          + " backfill --metric NAME@VERSION --sample RATE."
    },
    mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {

  private static final int EXAMPLES = 6;

  /** How the comparison is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Mixin HomeOptions home = new HomeOptions();

  @Parameters(index = "0", paramLabel = "METRIC", description = "Name or id of the metric")
  String metric = "";

  @Parameters(index = "1", paramLabel = "V1", description = "The version to compare with")
  int before;

  @Parameters(index = "2", paramLabel = "V2", description = "The version to look at")
  int after;

  @Option(
      names = "--sample",
      paramLabel = "RATE",
      defaultValue = "1",
      description =
          "Look at this share of conversations, above 0, up to 1: those that runs with the same"
              + " --sample evaluate. Default: all")
  double sample = 1;

  @Option(names = "--service", paramLabel = "ID", description = "Look at this service alone")
  @Nullable String service;

  @Option(
      names = "--ordered",
      description = "The categories have an order, that of the definition: weigh near ones as near")
  boolean ordered;

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "How many changed conversations to show. Default: ${DEFAULT-VALUE}")
  int examples = EXAMPLES;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}")
  Format format = Format.TEXT;

  @Mixin PageOption page = new PageOption();

  @Override
  public Integer call() throws IOException {
    check();
    Settings settings = home.settings();
    try (JobContext context = home.open(settings)) {
      Metric named = MetricsCommand.named(context, home.org(settings), metric);
      Comparison comparison =
          new VersionComparison(
                  context.warehouse(),
                  named,
                  version(context, named, before),
                  version(context, named, after),
                  new VersionComparison.Options(sample, service, ordered, examples))
              .make();
      page.write(() -> ComparisonPage.of(comparison));
      System.out.print(
          format == Format.TEXT
              ? ComparisonText.of(comparison, StandardOutput.isTerminal())
              : ComparisonJson.of(comparison) + "\n");
      return 0;
    }
  }

  private void check() {
    if (!(sample > 0 && sample <= 1)) {
      throw new UserError(
          "Invalid --sample %s: give a number above 0, up to 1, such as 0.1".formatted(sample));
    }
    if (before == after) {
      throw new UserError("Invalid versions: %d and %d are the same".formatted(before, after));
    }
    if (examples < 0) {
      throw new UserError("Invalid --examples %d: give 0 or more".formatted(examples));
    }
  }

  private static MetricVersion version(JobContext context, Metric metric, int number) {
    List<MetricVersion> versions = context.metrics().versions(metric.orgId(), metric.id());
    return versions.stream()
        .filter(version -> version.version() == number)
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "Cannot find version %d of '%s': it has versions 1 to %d."
                        .formatted(number, metric.name(), versions.size())));
  }
}
