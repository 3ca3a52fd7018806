package dev.assay.cli.run;

import dev.assay.installation.Settings;
import dev.assay.installation.run.Run.Closing;
import dev.assay.jobs.nightly.JobContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code assay runs resume}. */
@Command(
    name = "resume",
    description = {
      "Has the next run take on what a run that was set aside has not done.",
      "",
      "The next command of its kind ends the run, with a report of what it did, and then evaluates"
          + " what it had planned and takes in the archives that it had begun to: once the cause of"
          + " its failures is mended, or they come again. What has a result by then is not"
          + " evaluated again, and answers of judges that were paid for are reused. A backfill is"
          + " asked for again: the same ./assay backfill does what is left of it."
    },
    mixinStandardHelpOptions = true)
final class RunResumeCommand implements Callable<Integer> {
  @ParentCommand RunsCommand runs = new RunsCommand();

  @Parameters(paramLabel = "RUN", description = "Its id; ./assay runs lists them")
  String run = "";

  @Override
  public Integer call() {
    Settings settings = runs.home.settings();
    try (JobContext context = runs.home.open(settings)) {
      RunDecision.of(context, runs.home.org(settings), run).decide(Closing.RESUMED);
      System.out.println(
          "resumed      %s: the next run takes on what it has not done".formatted(run));
      return 0;
    }
  }
}
