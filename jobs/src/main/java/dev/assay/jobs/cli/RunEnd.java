package dev.assay.jobs.cli;

import dev.assay.insight.report.ReportText;
import dev.assay.insight.report.RunReport;
import dev.assay.jobs.nightly.Runner;
import dev.assay.jobs.nightly.Workbench;
import java.util.List;

/** Tells how runs have ended. */
final class RunEnd {

  private RunEnd() {}

  /**
   * Prints the reports and what is left.
   *
   * @param waits whether batches were to be waited for
   * @return the exit code
   */
  static int tell(Workbench bench, Runner runner, List<RunReport> reports, boolean waits) {
    for (RunReport report : reports) {
      System.out.println(ReportText.of(report));
      System.out.println(
          "Page: " + bench.home().reports().resolve("run-" + report.runId() + ".html"));
    }
    for (String run : runner.waiting()) {
      System.out.printf(
          "Run %s is incomplete: it waits for its batches. The same command goes on with it.%n",
          run);
    }
    System.out.println("Ask:  ./assay sql \"SELECT * FROM current_result LIMIT 5\"");
    boolean waitedInVain = waits && !runner.waiting().isEmpty();
    return waitedInVain || reports.stream().anyMatch(RunEnd::isJudgeDown) ? 1 : 0;
  }

  /** A budget that ended is as it was wanted; a judge that is down is not. */
  private static boolean isJudgeDown(RunReport report) {
    RunReport.Judging judging = report.judging();
    return report.status() == RunReport.Status.INCOMPLETE
        && judging != null
        && !"budget_ended".equals(judging.incompleteCode());
  }
}
