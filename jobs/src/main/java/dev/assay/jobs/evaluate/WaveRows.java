package dev.assay.jobs.evaluate;

import dev.assay.installation.run.PlannedMetric;
import dev.assay.results.AssayTable;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files that one task writes: one for each metric version, and one for failures. */
final class WaveRows implements Closeable {

  private static final long LEAST_ROW_GROUP = 1 << 20;
  private static final long MOST_ROW_GROUP = 32 << 20;

  private final Path warehouse;
  private final List<PlannedMetric> metrics;
  private final @Nullable DataFileWriter[] results;
  private final long rowGroupBytes;
  private @Nullable DataFileWriter failures;
  private long written;

  WaveRows(Path warehouse, List<PlannedMetric> metrics) {
    this.warehouse = warehouse;
    this.metrics = metrics;
    this.results = new @Nullable DataFileWriter[metrics.size()];
    int cores = Runtime.getRuntime().availableProcessors();
    long share = Runtime.getRuntime().maxMemory() / 8 / cores / Math.max(1, metrics.size());
    this.rowGroupBytes = Math.max(LEAST_ROW_GROUP, Math.min(MOST_ROW_GROUP, share));
  }

  void result(int metric, @Nullable Object[] fields) throws IOException {
    DataFileWriter writer = results[metric];
    if (writer == null) {
      PlannedMetric planned = metrics.get(metric);
      writer =
          DataFileWriter.open(
              warehouse.resolve(AssayTable.METRIC_EVALUATION_RESULT.label()),
              AssayTable.METRIC_EVALUATION_RESULT,
              Map.of(
                  "metric_id",
                  planned.metricId(),
                  "metric_version",
                  String.valueOf(planned.version())),
              rowGroupBytes);
      results[metric] = writer;
    }
    writer.write(fields);
    written++;
  }

  void failure(@Nullable Object[] fields) throws IOException {
    if (failures == null) {
      failures =
          DataFileWriter.open(
              warehouse.resolve(AssayTable.METRIC_EVALUATION_FAILURE.label()),
              AssayTable.METRIC_EVALUATION_FAILURE,
              Map.of(),
              rowGroupBytes);
    }
    failures.write(fields);
    written++;
  }

  long written() {
    return written;
  }

  TaskOutput finish(
      long conversations, long failed, long carriedOver, TaskOutput.@Nullable CarriedOver reason)
      throws IOException {
    List<DataFile> files = new ArrayList<>();
    for (DataFileWriter writer : results) {
      if (writer != null) {
        files.add(writer.finish());
      }
    }
    List<DataFile> failureFiles = failures == null ? List.of() : List.of(failures.finish());
    return new TaskOutput(
        files, failureFiles, conversations, written + carriedOver, failed, carriedOver, reason);
  }

  /** Removes what was written, after a task has failed. */
  @Override
  public void close() throws IOException {
    for (DataFileWriter writer : results) {
      if (writer != null) {
        writer.close();
      }
    }
    if (failures != null) {
      failures.close();
    }
  }
}
