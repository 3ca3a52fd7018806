package dev.assay.cli.read;

import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricVersion;
import dev.assay.catalog.Promotion;
import dev.assay.cli.metric.NamedVersion;
import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.PageOption;
import dev.assay.cli.option.TableFormatOption;
import dev.assay.cli.option.UserError;
import dev.assay.insight.sql.SqlAnswer;
import dev.assay.insight.sql.TableFormat;
import dev.assay.insight.trend.Trend;
import dev.assay.insight.trend.TrendPage;
import dev.assay.insight.trend.TrendReader;
import dev.assay.insight.trend.TrendText;
import dev.assay.installation.Settings;
import dev.assay.jobs.nightly.JobContext;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay trends}. */
@Command(
    name = "trends",
    description = {
      "Shows how a metric's values went from day to day.",
      "",
      "For each day of the conversations (UTC): how many results have a value (n), their mean or the"
          + " share of a value with its interval of 95 %%, how many are not applicable, and how many"
          + " conversations could not be evaluated. Shows the promoted version, else the newest, and"
          + " never two versions in one series, nor two evaluators (judges, prompts, programs): each"
          + " evaluator has its own. Results count from the end of the next nightly run or backfill"
          + " on."
    },
    mixinStandardHelpOptions = true)
public final class TrendsCommand implements Callable<Integer> {

  private static final Set<String> SOURCES = Set.of("post-session", "simulation", "manual");

  /** What has series of its own. */
  enum By {
    SERVICE
  }

  @Mixin HomeOptions home = new HomeOptions();

  @Parameters(
      paramLabel = "METRIC[@VERSION]",
      description =
          "Name or id of a metric, and a version of it, by default the promoted one, else the"
              + " newest")
  String metric = "";

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "The first day (UTC), such as 2026-10-01. Default: the first that there is")
  @Nullable LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "The last day (UTC). Default: the last that there is")
  @Nullable LocalDate to;

  @Option(names = "--service", paramLabel = "ID", description = "Conversations of this service")
  @Nullable String service;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      defaultValue = "post-session",
      description = "post-session, simulation or manual. Default: ${DEFAULT-VALUE}")
  String source = "post-session";

  @Option(names = "--by", paramLabel = "WHAT", description = "service: each has series of its own")
  @Nullable By by;

  @Mixin TableFormatOption format = new TableFormatOption();

  @Mixin PageOption page = new PageOption();

  @Override
  public Integer call() throws IOException {
    check();
    Settings settings = home.settings();
    try (JobContext context = home.open(settings)) {
      Trend trend = read(context, home.org(settings));
      page.write(() -> TrendPage.of(trend));
      boolean isTable = format.format == TableFormat.TABLE;
      if (isTable) {
        System.out.println(TrendText.heading(trend));
        trend.warnings().forEach(warning -> System.out.println("! " + warning));
        System.out.println();
      } else {
        trend.warnings().forEach(System.err::println);
      }
      format.write(
          new SqlAnswer(
              TrendText.columns(trend),
              (isTable ? TrendText.shown(trend) : TrendText.values(trend)).iterator()));
      return 0;
    }
  }

  private void check() {
    LocalDate first = from;
    LocalDate last = to;
    if (first != null && last != null && last.isBefore(first)) {
      throw new UserError("Invalid --to %s: it is before --from %s".formatted(last, first));
    }
    if (!SOURCES.contains(source)) {
      throw new UserError(
          "Invalid --source %s: give post-session, simulation or manual".formatted(source));
    }
  }

  private Trend read(JobContext context, String org) {
    NamedVersion named = NamedVersion.of(context, org, metric);
    Metric found = named.metric();
    Optional<Promotion> promotion = context.promotions().of(org, found.id());
    int shown =
        named.isExplicit()
            ? named.version()
            : promotion.map(Promotion::version).orElse(named.version());
    MetricVersion version = context.metrics().version(org, found.id(), shown).orElseThrow();
    return new TrendReader(
            context.warehouse(),
            found,
            version,
            new TrendReader.Part(from, to, service, source, by == By.SERVICE))
        .read(promotion.isPresent() && promotion.get().version() == shown);
  }
}
