package dev.assay.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.installation.run.PlannedMetric;
import dev.assay.installation.run.Sampling;
import dev.assay.jobs.plan.CellPlanner.Candidate;
import dev.assay.jobs.plan.CellPlanner.Cell;
import dev.assay.jobs.plan.CellPlanner.Open;
import dev.assay.jobs.plan.CellPlanner.Prior;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellPlannerTest {

  private static final int MOST = 3;
  private static final long WATERMARK = 10;

  /** Attempt 0 is a cell that is not planned. */
  @ParameterizedTest
  @CsvSource({
    "1, ours, same, 10, 2",
    "2, ours, same, 10, 3",
    "3, ours, same, 10, 0",
    "3, ours, same, 11, 0",
    "3, ours, changed, 10, 1",
    "1, another, same, 10, 1",
    "2, another, same, 10, 1",
    "3, another, same, 10, 0",
    "3, another, same, 11, 1",
  })
  void attemptsOfAnotherEvaluatorAreNotCounted(
      int attempt, String fingerprint, String content, long sequence, int planned) {
    Open failure = new Open(0, attempt, "same", fingerprint);

    assertThat(attempt(content, sequence, failure)).isEqualTo(planned);
  }

  @ParameterizedTest
  @CsvSource({"1, 3, 2", "3, 1, 0"})
  void ofFailuresOfTwoEvaluatorsOurOwnCount(int ours, int another, int planned) {
    Open own = new Open(0, ours, "same", "ours");
    Open other = new Open(0, another, "same", "another");

    assertThat(attempt("same", WATERMARK, own, other)).isEqualTo(planned);
    assertThat(attempt("same", WATERMARK, other, own)).isEqualTo(planned);
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, 10, false",
    "false, false, 11, false",
    "false, true, 10, false",
    "false, true, 11, true",
    "true, true, 11, false",
    "true, false, 11, false",
  })
  void aResultFromBeforeTheConversationHadATimeIsReplacedOnceItHasOne(
      boolean was, boolean is, long sequence, boolean planned) {
    Prior known = new Prior(0, "r1", "same", "ours", 1, was);
    CellPlanner planner = new CellPlanner(List.of(metric()), Long.MAX_VALUE, MOST);

    List<Cell> cells =
        planner.plan(new Candidate(null, "same", 0, sequence, 0, is), List.of(known), List.of());

    assertThat(cells).isEqualTo(planned ? List.of(new Cell(0, 1, known)) : List.of());
  }

  private static int attempt(String content, long sequence, Open... failures) {
    CellPlanner planner = new CellPlanner(List.of(metric()), Long.MAX_VALUE, MOST);
    List<Cell> cells =
        planner.plan(
            new Candidate(null, content, 0, sequence, 0, true), List.of(), List.of(failures));
    return cells.isEmpty() ? 0 : cells.get(0).attempt();
  }

  private static PlannedMetric metric() {
    return new PlannedMetric(
        0,
        "a".repeat(24),
        1,
        "Metric",
        "",
        "{}",
        "judge",
        "{}",
        "ours",
        List.of(),
        List.of("*"),
        WATERMARK,
        List.of(),
        1,
        Sampling.ALL);
  }
}
