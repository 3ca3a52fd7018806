package dev.assay.catalog.file;

import dev.assay.catalog.yaml.FileProblem;
import java.util.List;

/** Metric files have problems; all of all files are listed, and nothing was written. */
public final class InvalidMetricFiles extends RuntimeException {
  @SuppressWarnings("serial") // an unmodifiable list of records, never serialized
  private final List<FileProblem> problems;

  InvalidMetricFiles(List<FileProblem> problems) {
    super(
        "Invalid metric files, nothing was applied; %d problem%s:\n%s"
            .formatted(
                problems.size(),
                problems.size() == 1 ? "" : "s",
                String.join("\n", problems.stream().map(FileProblem::toString).toList())));
    this.problems = List.copyOf(problems);
  }

  /** Every problem by file and line, never empty. */
  public List<FileProblem> problems() {
    return problems;
  }
}
