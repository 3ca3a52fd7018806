package dev.assay.jobs.plan;

import dev.assay.installation.run.PlanInputs;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.jobs.plan.CellPlanner.Cell;
import dev.assay.jobs.plan.CellPlanner.Prior;
import dev.assay.results.AssayTable;
import dev.assay.results.PlannedConversation;
import dev.assay.results.PlannedConversation.Detail;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a run's plan: the same from the same inputs, however often. */
public final class Planning {

  private final Warehouse warehouse;
  private final String orgId;
  private final PlanInputs inputs;
  private final int maxAttempts;
  private final int waveConversations;
  private final Path temporary;

  /**
   * @param temporary a folder for what does not fit into memory
   */
  public Planning(
      Warehouse warehouse,
      String orgId,
      PlanInputs inputs,
      int maxAttempts,
      int waveConversations,
      Path temporary) {
    this.warehouse = warehouse;
    this.orgId = orgId;
    this.inputs = inputs;
    this.maxAttempts = maxAttempts;
    this.waveConversations = waveConversations;
    this.temporary = temporary;
  }

  /** Whether conversations are due, beside failures that may be tried again. */
  public boolean anyNew() {
    return new Candidates(orgId, inputs).extent(warehouse).conversations() > 0;
  }

  /** Commits the plan of a run, at most once. */
  public void commit(String runId) {
    TableAppend append = new TableAppend(warehouse);
    if (append.committed(AssayTable.PLANNED_CONVERSATION, runId) >= 1) {
      return;
    }
    List<DataFile> planned = write(runId, warehouse.path(AssayTable.PLANNED_CONVERSATION));
    if (planned.isEmpty()) {
      return;
    }
    append.commit(AssayTable.PLANNED_METRIC, List.of(metricsFile(runId)), runId, 1);
    append.commit(AssayTable.PLANNED_CONVERSATION, planned, runId, 1);
  }

  /**
   * Writes what a run would evaluate: files of {@code planned_conversation}, one for each wave,
   * with rows in the order of their sample keys and at least one cell each.
   *
   * @param folder as that of the table
   * @return empty when there is nothing to evaluate
   */
  public List<DataFile> write(String runId, Path folder) {
    Candidates candidates = new Candidates(orgId, inputs);
    Candidates.Extent extent = candidates.extent(warehouse);
    if (extent.conversations() == 0 && extent.open() == 0) {
      return List.of();
    }
    CellPlanner planner =
        new CellPlanner(inputs.metrics(), inputs.catchUpFromMicros(), maxAttempts);
    int waves = waves(extent.conversations() + extent.open(), candidates.rate());
    try (PlanFiles files = new PlanFiles(folder, runId)) {
      new PlanReader(warehouse, orgId, inputs, temporary)
          .read(
              extent,
              subject -> {
                List<Cell> cells =
                    planner.plan(subject.candidate(), subject.priors(), subject.open());
                if (!cells.isEmpty()) {
                  int wave = (int) Math.multiplyHigh(subject.candidate().sampleKey(), 2L * waves);
                  files.write(wave, planned(wave, subject, cells));
                }
              });
      return files.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep the plan of run " + runId, e);
    }
  }

  /** A sample is the beginning of all keys, so its waves are the first ones of so many more. */
  private int waves(long conversations, double rate) {
    return (int) Math.max(1, Math.ceil((double) conversations / waveConversations / rate));
  }

  private PlannedConversation planned(int wave, PlanReader.Subject subject, List<Cell> cells) {
    return new PlannedConversation(
        inputs.plannedAtMicros() + wave,
        orgId,
        subject.id(),
        subject.candidate().contentHash(),
        subject.candidate().sampleKey(),
        subject.candidate().ingestionSequence(),
        subject.isSimulated() ? "simulation" : "post-session",
        cells.stream().map(Cell::metric).toList(),
        cells.stream()
            .filter(cell -> cell.attempt() > 1 || cell.replaces() != null)
            .map(Planning::detail)
            .toList());
  }

  private static Detail detail(Cell cell) {
    Optional<Prior> replaces = Optional.ofNullable(cell.replaces());
    return new Detail(
        cell.metric(),
        cell.attempt(),
        replaces.map(Prior::id).orElse(null),
        replaces.map(Prior::createdAtMicros).orElse(null));
  }

  private DataFile metricsFile(String runId) {
    try {
      DataFileWriter writer =
          DataFileWriter.open(
              warehouse.path(AssayTable.PLANNED_METRIC),
              AssayTable.PLANNED_METRIC,
              Map.of(),
              1 << 20);
      for (PlannedMetric metric : inputs.metrics()) {
        writer.write(
            new Object[] {
              runId,
              metric.ordinal(),
              orgId,
              metric.metricId(),
              metric.version(),
              metric.evaluator(),
              metric.fingerprint(),
              inputs.plannedAtMicros()
            });
      }
      return writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep the metrics of run " + runId, e);
    }
  }
}
