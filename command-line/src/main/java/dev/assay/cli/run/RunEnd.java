package dev.assay.cli.run;

import dev.assay.cli.option.StandardOutput;
import dev.assay.insight.report.IngestSummary;
import dev.assay.insight.report.ReportText;
import dev.assay.insight.report.RunReport;
import dev.assay.installation.run.CarriedOver;
import dev.assay.installation.run.Run;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.nightly.Runner;
import java.util.List;
import java.util.Set;

/** Tells how runs have ended. */
final class RunEnd {

  /** The exit code when somebody has to decide something. */
  private static final int NEEDS_A_PERSON = 3;

  /** Why evaluations are carried over that is no fault. */
  private static final Set<String> WANTED =
      Set.of("budget_ended", "evaluator_changed", "set_aside", "abandoned");

  private RunEnd() {}

  /**
   * Prints the reports and what is left.
   *
   * @param orgId the organization
   * @param waits whether batches were to be waited for
   * @return the exit code
   */
  static int tell(
      JobContext context, Runner runner, String orgId, List<RunReport> reports, boolean waits) {
    for (RunReport report : reports) {
      System.out.println(ReportText.of(report, StandardOutput.isTerminal()));
      System.out.println(
          "Page: " + context.home().reports().resolve("run-" + report.runId() + ".html"));
    }
    for (String run : runner.waiting()) {
      System.out.printf(
          "Run %s is incomplete: it waits for its batches. The same command goes on with it.%n",
          run);
    }
    System.out.println("Ask:  ./assay sql \"SELECT * FROM current_result LIMIT 5\"");
    boolean waitedInVain = waits && !runner.waiting().isEmpty();
    boolean failed = waitedInVain || reports.stream().anyMatch(RunEnd::isJudgeDown);
    int decision = tellWhatNeedsAPerson(context, orgId, reports);
    return failed ? 1 : decision;
  }

  /**
   * Names what somebody has to look at: archives that gave nothing, and runs that are set aside.
   *
   * @return the exit code
   */
  static int tellWhatNeedsAPerson(JobContext context, String orgId, List<RunReport> reports) {
    int setAside = tellSetAside(context, orgId);
    List<IngestSummary> missing =
        reports.stream().map(RunReport::ingest).filter(IngestSummary::needsAPerson).toList();
    if (!missing.isEmpty()) {
      System.err.println(
          "A path is missing, or nothing of a whole file could be read; the report names it, and"
              + " ./assay archive inspect PATH tells more.");
    }
    return missing.isEmpty() ? setAside : NEEDS_A_PERSON;
  }

  /** Names the runs that somebody has to decide of; the exit code. */
  static int tellSetAside(JobContext context, String orgId) {
    List<Run> runs =
        context.runs().unfinished().stream()
            .filter(run -> run.state() == Run.State.SET_ASIDE && run.orgId().equals(orgId))
            .toList();
    for (Run run : runs) {
      System.err.printf(
          "Run %s is set aside: %s%nDecide, once that is mended:  ./assay runs resume %s  (or abandon)%n",
          run.id(), run.failure().map(Run.Failure::told).orElse("it failed"), run.id());
    }
    return runs.isEmpty() ? 0 : NEEDS_A_PERSON;
  }

  /** A budget that ended is as it was wanted; a judge that is down is not. */
  private static boolean isJudgeDown(RunReport report) {
    CarriedOver why = report.carriedOverWhy();
    return report.status() == RunReport.Status.INCOMPLETE
        && why != null
        && !WANTED.contains(why.code());
  }
}
