package dev.assay.cli.metric;

import dev.assay.catalog.AppliedMetric;
import dev.assay.catalog.CatalogJson;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricVersion;
import dev.assay.catalog.Promotion;
import dev.assay.catalog.file.ApplyReport;
import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.TableFormatOption;
import dev.assay.cli.option.UserError;
import dev.assay.insight.sql.SqlAnswer;
import dev.assay.installation.Settings;
import dev.assay.installation.run.PackingVerdicts;
import dev.assay.jobs.nightly.JobContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assay metrics}. */
@Command(
    name = "metrics",
    description = "Keeps and shows metrics and their versions.",
    mixinStandardHelpOptions = true,
    subcommands = {
      MetricsCommand.Apply.class,
      MetricsCommand.ListMetrics.class,
      MetricsCommand.Show.class,
      MetricsCommand.History.class,
      MetricPromoteCommand.class,
      MetricPromptCommand.class
    })
public final class MetricsCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    java.util.Objects.requireNonNull(spec).commandLine().usage(System.err);
    return 2;
  }

  /** The metric with this name or id. */
  public static Metric named(JobContext context, String org, String name) {
    return context
        .metrics()
        .findByName(org, name)
        .or(() -> context.metrics().find(org, name))
        .orElseThrow(
            () ->
                new UserError(
                    "Cannot find a metric '%s' of organization %s; ./assay metrics list shows them."
                        .formatted(name, org)));
  }

  /** {@code assay metrics apply}. */
  @Command(
      name = "apply",
      description = {
        "Brings the catalog in line with metric files.",
        "",
        "The same text changes nothing. A changed description, value configuration or evaluator"
            + " makes a new version; a changed value type is an error. When any file has a problem,"
            + " all problems are listed and nothing is changed."
      },
      mixinStandardHelpOptions = true)
  static final class Apply implements Callable<Integer> {
    @Mixin HomeOptions home = new HomeOptions();

    @Parameters(paramLabel = "PATH", description = "A YAML file, or a folder of them")
    Path path = Path.of(".");

    @Override
    public Integer call() {
      Settings settings = home.settings();
      try (JobContext context = home.open(settings)) {
        ApplyReport report = new MetricApplication(context).apply(path, home.org(settings));
        for (AppliedMetric metric : report.metrics()) {
          System.out.println(
              "%-12s %s (version %d)"
                  .formatted(
                      metric.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                      metric.name(),
                      metric.version()));
        }
        return 0;
      }
    }
  }

  /** {@code assay metrics list}. */
  @Command(
      name = "list",
      description = {
        "Lists the metrics that are not deleted.",
        "",
        "version is the newest, promoted the one that trends show; where that is empty, they show"
            + " the newest."
      },
      mixinStandardHelpOptions = true)
  static final class ListMetrics implements Callable<Integer> {
    @Mixin HomeOptions home = new HomeOptions();

    @Mixin TableFormatOption format = new TableFormatOption();

    @Override
    public Integer call() throws IOException {
      Settings settings = home.settings();
      try (JobContext context = home.open(settings)) {
        String org = home.org(settings);
        Map<String, Promotion> promotions = context.promotions().all(org);
        List<List<@Nullable Object>> rows =
            context.metrics().list(org).stream()
                .map(metric -> row(metric, promotions.get(metric.id())))
                .toList();
        format.write(
            new SqlAnswer(
                List.of(
                    "id",
                    "name",
                    "type",
                    "version",
                    "promoted",
                    "evaluator",
                    "services",
                    "sampling_rate",
                    "updated_at"),
                rows.iterator()));
        return 0;
      }
    }

    private static List<@Nullable Object> row(Metric metric, @Nullable Promotion promotion) {
      return Arrays.asList(
          metric.id(),
          metric.name(),
          metric.latest().value().type(),
          metric.latest().version(),
          promotion == null ? null : promotion.version(),
          metric.latest().evaluator().type(),
          String.join(" ", metric.appliedToServices()),
          metric.samplingRate(),
          metric.updatedAt().toString());
    }
  }

  /** {@code assay metrics show}. */
  @Command(
      name = "show",
      description = "Shows one metric with its newest definition.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Mixin HomeOptions home = new HomeOptions();

    @Parameters(paramLabel = "METRIC", description = "Name or id")
    String name = "";

    @Override
    public Integer call() {
      Settings settings = home.settings();
      try (JobContext context = home.open(settings)) {
        Metric metric = named(context, home.org(settings), name);
        System.out.println(metric.name());
        line("id", metric.id());
        line("services", String.join(" ", metric.appliedToServices()));
        line("sampled", "%s of the conversations".formatted(metric.samplingRate()));
        line("tags", metric.tags().toString());
        String notes = metric.additionalNotes();
        if (notes != null) {
          line("notes", notes);
        }
        line("created", metric.createdAt() + " by " + metric.creator().userId());
        line("updated", metric.updatedAt() + " by " + metric.updatedBy().userId());
        line("trends", promoted(context.promotions().of(metric.orgId(), metric.id())));
        context.packing().of(metric.id()).ifPresent(Show::packing);
        definition(metric.latest());
        return 0;
      }
    }

    private static String promoted(Optional<Promotion> promotion) {
      return promotion
          .map(
              p ->
                  "show version %d, promoted %s by %s"
                      .formatted(p.version(), p.promotedAt(), p.promoter().userId()))
          .orElse("show the newest version; none was promoted");
    }

    private static void packing(PackingVerdicts.Verdict verdict) {
      line(
          "packing",
          "%s since %s: %d of %d answers of version %d were the same packed and alone (%s)"
              .formatted(
                  verdict.alone() ? "judged alone" : "checked",
                  verdict.checkedAt(),
                  verdict.agreed(),
                  verdict.pairs(),
                  verdict.version(),
                  verdict.model()));
    }
  }

  /** {@code assay metrics history}. */
  @Command(
      name = "history",
      description = "Shows every version of a metric, the newest first.",
      mixinStandardHelpOptions = true)
  static final class History implements Callable<Integer> {
    @Mixin HomeOptions home = new HomeOptions();

    @Parameters(paramLabel = "METRIC", description = "Name or id")
    String name = "";

    @Override
    public Integer call() {
      Settings settings = home.settings();
      try (JobContext context = home.open(settings)) {
        Metric metric = named(context, home.org(settings), name);
        System.out.println(metric.name());
        List<MetricVersion> versions =
            new java.util.ArrayList<>(context.metrics().versions(metric.orgId(), metric.id()));
        versions.sort(java.util.Comparator.comparingInt(MetricVersion::version).reversed());
        versions.forEach(MetricsCommand::definition);
        return 0;
      }
    }
  }

  private static void definition(MetricVersion version) {
    System.out.println("version " + version.version());
    line("created", version.createdAt() + " by " + version.creator().userId());
    line("description", version.description());
    line("value", CatalogJson.write(version.value()));
    line("evaluator", version.evaluator().type());
    version
        .evaluator()
        .settings()
        .forEach((setting, value) -> line(setting, String.valueOf(value).strip()));
  }

  private static void line(String label, String text) {
    System.out.println("  %-12s %s".formatted(label, text.replace("\n", "\n               ")));
  }
}
