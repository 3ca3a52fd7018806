package dev.assay.tests.crash;

import dev.assay.results.AssayTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A moment in a nightly run that can be seen from outside.
 *
 * @param step the step of the run that it belongs to
 * @param name for those who read what a test did
 * @param reached whether the run has come so far
 */
record Moment(Step step, String name, Predicate<Progress> reached) {

  /** The parts of a run, so that kills spread over all of them. */
  enum Step {
    START,
    INGEST,
    PLAN,
    EVALUATE,
    END
  }

  /** The moments of a step on a day, 1 or 2. */
  static List<Moment> of(Step step, int day) {
    return switch (step) {
      case START -> start(day);
      case INGEST ->
          List.of(
              line(step, "… taking archives in"),
              file(step, "delivery.json"),
              file(step, "staged"),
              file(step, "fragments"),
              commit(step, AssayTable.CONVERSATION_FRAGMENT, 1),
              file(step, "assembled"),
              file(step, "decisions"),
              commit(step, AssayTable.QUARANTINE, 1),
              commit(step, AssayTable.CONVERSATION, 1),
              commit(step, AssayTable.ARCHIVE_FILE, 1));
      case PLAN ->
          List.of(
              line(step, "… planning"),
              commit(step, AssayTable.PLANNED_METRIC, 1),
              commit(step, AssayTable.PLANNED_CONVERSATION, 1));
      case EVALUATE ->
          List.of(
              line(step, "… evaluating"),
              commit(step, AssayTable.METRIC_EVALUATION_FAILURE, 1),
              commit(step, AssayTable.METRIC_EVALUATION_RESULT, 1),
              commit(step, AssayTable.METRIC_EVALUATION_FAILURE, 2),
              commit(step, AssayTable.METRIC_EVALUATION_RESULT, 2));
      case END -> end(day);
    };
  }

  private static List<Moment> start(int day) {
    List<Moment> moments = new ArrayList<>();
    moments.add(line(Step.START, "Metrics: "));
    if (day == 1) {
      moments.add(
          new Moment(Step.START, "the database appears", p -> p.exists("catalog", "catalog.db")));
      moments.add(commit(Step.START, AssayTable.CONVERSATION, 0));
      moments.add(commit(Step.START, AssayTable.METRIC_EVALUATION_RESULT, 0));
    }
    return moments;
  }

  private static List<Moment> end(int day) {
    List<Moment> moments = new ArrayList<>();
    moments.add(line(Step.END, "… maintaining the tables"));
    moments.add(commit(Step.END, AssayTable.METRIC_VERSION, 1));
    moments.add(commit(Step.END, AssayTable.METRIC, 1));
    if (day == 2) {
      moments.add(commit(Step.END, AssayTable.METRIC_EVALUATION_HISTORY, 1));
      // Behind those of the waves: copies without what is superseded.
      moments.add(commit(Step.END, AssayTable.METRIC_EVALUATION_RESULT, 3));
    }
    moments.add(line(Step.END, "… reporting"));
    moments.add(commit(Step.END, AssayTable.EVALUATION_RUN, 1));
    return moments;
  }

  private static Moment line(Step step, String line) {
    return new Moment(step, "'%s'".formatted(line.strip()), p -> p.said(line));
  }

  private static Moment file(Step step, String... names) {
    return new Moment(step, "staged " + String.join("/", names), p -> p.staged(names));
  }

  /** The commit of that number to a table since the run began; the first is 1. */
  static Moment commit(Step step, AssayTable table, int number) {
    return new Moment(
        step, "commit %d to %s".formatted(number, table.label()), p -> p.commits(table) >= number);
  }

  @Override
  public String toString() {
    return name;
  }
}
