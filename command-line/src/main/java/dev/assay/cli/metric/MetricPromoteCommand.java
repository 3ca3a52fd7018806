package dev.assay.cli.metric;

import dev.assay.catalog.Promotion;
import dev.assay.cli.option.HomeOptions;
import dev.assay.installation.Settings;
import dev.assay.jobs.nightly.JobContext;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code assay metrics promote}. */
@Command(
    name = "promote",
    description = {
      "Makes a version of a metric the one that trends show.",
      "",
      "It stays so until another one is promoted, also when newer versions come. Nothing else"
          + " changes: runs evaluate the newest version as before, and every version keeps its"
          + " results. While none is promoted, trends show the newest."
    },
    mixinStandardHelpOptions = true)
final class MetricPromoteCommand implements Callable<Integer> {
  @Mixin HomeOptions home = new HomeOptions();

  @Parameters(
      paramLabel = "METRIC[@VERSION]",
      description = "Name or id of a metric, and a version of it, by default the newest")
  String metric = "";

  @Override
  public Integer call() {
    Settings settings = home.settings();
    try (JobContext context = home.open(settings)) {
      String org = home.org(settings);
      NamedVersion named = NamedVersion.of(context, org, metric);
      Optional<Promotion> before = context.promotions().of(org, named.metric().id());
      Promotion promotion =
          context
              .promotions()
              .promote(org, named.metric().id(), named.version(), MetricApplication.actor(org));
      System.out.println(
          before.equals(Optional.of(promotion))
              ? "unchanged    %s (version %d, since %s)"
                  .formatted(named.metric().name(), promotion.version(), promotion.promotedAt())
              : "promoted     %s (version %d%s)"
                  .formatted(
                      named.metric().name(),
                      promotion.version(),
                      before.map(p -> ", before it version " + p.version()).orElse("")));
      return 0;
    }
  }
}
