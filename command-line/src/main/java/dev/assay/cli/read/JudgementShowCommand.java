package dev.assay.cli.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.UserError;
import dev.assay.insight.judgement.JudgeCalls;
import dev.assay.jobs.nightly.JobContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code assay judgement show}. */
@Command(
    name = "show",
    description = {
      "Shows the exact request and answer behind a result, as JSON.",
      "",
      "A result whose answer was paid for by an earlier run shows that run's call."
    },
    mixinStandardHelpOptions = true)
final class JudgementShowCommand implements Callable<Integer> {
  @Mixin HomeOptions home = new HomeOptions();

  @Parameters(
      paramLabel = "ID",
      description = "Id of a result, key of the ledger (64 hex) or id of a call")
  String id = "";

  @Override
  public Integer call() throws JsonProcessingException {
    try (JobContext context = home.open(home.settings())) {
      ObjectNode found =
          new JudgeCalls(context.warehouse(), context::ledger)
              .find(id)
              .orElseThrow(
                  () ->
                      new UserError(
                          ("Cannot find a judge's call of '%s': it is no id of a result that a judge"
                                  + " gave, no key of an answer and no id of a call in this home. Ids"
                                  + " of results are in current_result.")
                              .formatted(id)));
      System.out.println(
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(found));
      return 0;
    }
  }
}
