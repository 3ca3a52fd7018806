package dev.assay.cli.run;

import dev.assay.catalog.database.ProcessLock;
import dev.assay.cli.option.UserError;
import dev.assay.installation.run.Run;
import dev.assay.installation.run.Run.Closing;
import dev.assay.jobs.nightly.JobContext;

/**
 * What somebody decides of a run that does not come to its end by itself.
 *
 * @param run is not complete
 */
record RunDecision(JobContext context, Run run) {

  /**
   * Finds the run.
   *
   * @throws UserError when it is complete, or none of the organization's
   */
  static RunDecision of(JobContext context, String orgId, String id) {
    return context.runs().unfinished().stream()
        .filter(run -> run.id().equals(id) && run.orgId().equals(orgId))
        .findFirst()
        .map(run -> new RunDecision(context, run))
        .orElseThrow(
            () ->
                new UserError(
                    "Cannot find run '%s' among those of organization %s that are not complete; ./assay runs lists them."
                        .formatted(id, orgId)));
  }

  /**
   * Decides.
   *
   * @throws UserError when the run is under way, or goes on by itself
   */
  void decide(Closing closing) {
    if (closing == Closing.RESUMED && run.state() == Run.State.RUNNING) {
      throw new UserError(
          "Cannot resume run %s: it is not set aside; the next command goes on with it by itself."
              .formatted(run.id()));
    }
    try (ProcessLock held =
        ProcessLock.tryTake(context.home().runLock(run.id()))
            .orElseThrow(
                () ->
                    new UserError(
                        "Cannot decide of run %s: it is under way. End its process first."
                            .formatted(run.id())))) {
      context.runs().close(run, closing);
    }
  }
}
