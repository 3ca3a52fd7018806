package dev.assay.jobs.nightly;

import dev.assay.archive.ReadOptions;
import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.installation.run.Run;
import dev.assay.installation.run.Run.Failure;
import dev.assay.jobs.ingest.Ingest;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.TableAppend;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts how often a run fails at the same place, and sets it aside when that is too often, so that
 * new work goes on. The place is the same when a try ends at the step where the one before did, and
 * has brought the run no further. What a run that is set aside has taken on stays with it: files of
 * which it has begun to take conversations in, and evaluations that it has planned.
 */
final class FailedTries {

  /** A run that fails so often at one place is set aside. */
  static final int MOST = 3;

  private static final String DIED =
      "its process ended there: it was killed, had no memory left, or the machine went down";

  /** Where runs show what they have done for good, by their ids. */
  private static final List<AssayTable> OF_RUNS =
      List.of(
          AssayTable.PLANNED_METRIC,
          AssayTable.PLANNED_CONVERSATION,
          AssayTable.METRIC_EVALUATION_FAILURE,
          AssayTable.METRIC_EVALUATION_RESULT,
          AssayTable.EVALUATION_RUN);

  /** What maintaining the tables shows of itself. */
  private static final List<AssayTable> MAINTAINED =
      List.of(
          AssayTable.METRIC_VERSION,
          AssayTable.METRIC,
          AssayTable.METRIC_EVALUATION_HISTORY,
          AssayTable.METRIC_DAILY);

  private final JobContext context;
  private String began = "";

  FailedTries(JobContext context) {
    this.context = context;
  }

  /** A run is gone on with. */
  void begin(Run run) {
    began = ofRun(run) + maintained();
    context.runs().beginTry(run.id(), ofRun(run) + calls(run));
  }

  /** A step failed; whether the run is set aside now. */
  boolean failed(Run run, String step, String error) {
    return isSetAside(run, step, error, !began.equals(ofRun(run) + maintained()));
  }

  /**
   * The process of the run ended within a step, which has other reasons than the run where that
   * went on paying for answers until then. Whether the run is set aside now.
   */
  boolean died(Run run, String step) {
    boolean progressed =
        context.runs().tryBeganAt(run.id()).filter((ofRun(run) + calls(run))::equals).isEmpty();
    return isSetAside(run, step, DIED, progressed);
  }

  private boolean isSetAside(Run run, String step, String error, boolean progressed) {
    int before =
        context
            .runs()
            .get(run.id())
            .failure()
            .filter(failure -> failure.step().equals(step) && !progressed)
            .map(Failure::tries)
            .orElse(0);
    context.runs().failed(run.id(), new Failure(step, before + 1, error));
    if (before + 1 < MOST) {
      return false;
    }
    context.runs().setAside(run.id());
    context.leases().release(run.id());
    return true;
  }

  private String ofRun(Run run) {
    Ingest ingest =
        new Ingest(
            context.home(),
            ReadOptions.of(run.orgId()),
            run.id(),
            context::tasks,
            context.ingestionSequence(),
            Set::of,
            (bytes, ofBytes) -> {});
    TableAppend append = new TableAppend(context.warehouse());
    return OF_RUNS.stream()
        .map(table -> String.valueOf(append.committed(table, run.id())))
        .collect(Collectors.joining(" ", ingest.progress(), ""));
  }

  private String maintained() {
    return MAINTAINED.stream()
        .map(
            table ->
                context
                    .warehouse()
                    .newest(table)
                    .map(t -> String.valueOf(t.getVersion()))
                    .orElse(""))
        .collect(Collectors.joining(" ", " ", ""));
  }

  /** How many calls of judges the run has paid for. */
  private String calls(Run run) {
    return run.has(Capability.PAID) ? " " + context.ledger().spend(run.id()).spend().calls() : "";
  }
}
