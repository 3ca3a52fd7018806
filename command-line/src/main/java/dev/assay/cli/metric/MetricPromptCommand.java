package dev.assay.cli.metric;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricVersion;
import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.UserError;
import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.EvaluatorTypes;
import dev.assay.installation.Settings;
import dev.assay.jobs.forecast.PromptPreview;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.results.query.StoredConversation;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay metrics prompt}. */
@Command(
    name = "prompt",
    description = {
      "Prints the request that a judge would be sent for one metric and one conversation.",
      "",
      "On standard output the body of the request, as JSON; how many tokens it is thought to have"
          + " on standard error. Nobody is asked. In a run a request holds further metrics of the"
          + " conversation, too."
    },
    mixinStandardHelpOptions = true)
final class MetricPromptCommand implements Callable<Integer> {
  private static final double NANOS = 1e9;

  @Mixin HomeOptions home = new HomeOptions();

  @Parameters(paramLabel = "METRIC", description = "Name or id")
  String name = "";

  @Option(
      names = "--conversation",
      paramLabel = "ID",
      required = true,
      description = "Id of a conversation that was taken in, Assay's or its source's")
  String conversation = "";

  @Override
  public Integer call() throws IOException {
    Settings settings = home.settings();
    String org = home.org(settings);
    try (JobContext context = home.open(settings)) {
      MetricVersion version = MetricsCommand.named(context, org, name).latest();
      if (!EvaluatorTypes.has(version.evaluator().type(), Capability.PREVIEWS)) {
        throw new UserError(
            "Cannot show a prompt of '%s': its evaluator is %s, and no judge is asked."
                .formatted(version.metricName(), version.evaluator().type()));
      }
      Conversation found =
          StoredConversation.named(context.warehouse(), org, conversation)
              .orElseThrow(
                  () ->
                      new UserError(
                          ("Cannot find a conversation '%s' of organization %s; ./assay sql \"SELECT"
                                  + " id FROM conversation LIMIT 10\" shows some.")
                              .formatted(conversation, org)));
      try {
        show(PromptPreview.of(context.evaluators(), version, found));
      } catch (IllegalArgumentException e) {
        throw new UserError(String.valueOf(e.getMessage()));
      }
      return 0;
    }
  }

  private static void show(PromptPreview preview) throws IOException {
    if (!preview.configured()) {
      System.err.println(
          "No judge is configured; shown is what one called 'unnamed-model' would be sent.");
    }
    ObjectMapper json = new ObjectMapper();
    System.out.println(
        json.writerWithDefaultPrettyPrinter().writeValueAsString(json.readTree(preview.body())));
    System.err.printf(
        Locale.ROOT,
        "About %,d tokens to read (%s); reserved would be %,d to read, %,d to write and %.6f of"
            + " money%n",
        preview.inputTokens(),
        preview.basis(),
        preview.bound().inputTokens(),
        preview.bound().outputTokens(),
        preview.bound().costNanos() / NANOS);
  }
}
