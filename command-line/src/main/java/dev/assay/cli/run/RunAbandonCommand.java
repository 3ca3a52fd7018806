package dev.assay.cli.run;

import dev.assay.installation.Settings;
import dev.assay.installation.run.Run.Closing;
import dev.assay.jobs.nightly.JobContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code assay runs abandon}. */
@Command(
    name = "abandon",
    description = {
      "Gives up what a run that was set aside, or was stopped, has planned and not done.",
      "",
      "The next command ends the run, with a report of what it did. Its evaluations are planned"
          + " again only when their conversations change, or by ./assay backfill; its batches at a"
          + " provider are not waited for, and count as spent. Archives that it had begun to take"
          + " in are new to the next run: move away first what cannot be read."
    },
    mixinStandardHelpOptions = true)
final class RunAbandonCommand implements Callable<Integer> {
  @ParentCommand RunsCommand runs = new RunsCommand();

  @Parameters(paramLabel = "RUN", description = "Its id; ./assay runs lists them")
  String run = "";

  @Override
  public Integer call() {
    Settings settings = runs.home.settings();
    try (JobContext context = runs.home.open(settings)) {
      RunDecision.of(context, runs.home.org(settings), run).decide(Closing.ABANDONED);
      System.out.println(
          "abandoned    %s: what it has planned and not done is given up".formatted(run));
      return 0;
    }
  }
}
