package dev.assay.jobs.evaluate;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** The waves of a run's plan, and the parts that they are evaluated in. */
final class PlannedWaves {

  private final Warehouse warehouse;
  private final String runId;

  PlannedWaves(Warehouse warehouse, String runId) {
    this.warehouse = warehouse;
    this.runId = runId;
  }

  /**
   * A wave of a plan.
   *
   * @param timeMicros when its results are from
   * @param cells how many evaluations it is
   * @param extent where its conversations lie
   */
  record Wave(int number, long timeMicros, long cells, WavePart.Extent extent) {}

  /** The waves, in their order. */
  List<Wave> all() {
    return TableQuery.query(
        warehouse,
        Map.of(AssayTable.PLANNED_CONVERSATION, Predicates.equal("run_id", runId)),
        """
        SELECT wave, min(epoch_us(wave_time)), count(*), sum(len(metrics))::BIGINT,
          min(sample_key), max(sample_key),
          string_agg(DISTINCT ingestion_sequence::VARCHAR, ',')
        FROM planned_conversation WHERE run_id = ? GROUP BY wave ORDER BY wave""",
        rows ->
            new Wave(
                rows.getInt(1),
                rows.getLong(2),
                rows.getLong(4),
                new WavePart.Extent(
                    rows.getLong(3),
                    rows.getLong(5),
                    rows.getLong(6),
                    sequences(rows.getString(7)))),
        runId);
  }

  private static NavigableSet<Long> sequences(String list) {
    NavigableSet<Long> sequences = new TreeSet<>();
    for (String sequence : list.split(",", -1)) {
      sequences.add(Long.valueOf(sequence));
    }
    return sequences;
  }

  /** The parts of a wave, in the order of their sample keys, for so many tasks at once. */
  List<WavePart> parts(Wave wave, int places) {
    List<String> planned =
        DataFiles.of(
                warehouse,
                AssayTable.PLANNED_CONVERSATION,
                Optional.of(Predicates.equal("run_id", runId)))
            .stream()
            .filter(file -> file.value("wave").equals(String.valueOf(wave.number())))
            .map(DataFiles.Live::path)
            .toList();
    return WavePart.of(warehouse, planned, wave.extent(), places);
  }
}
