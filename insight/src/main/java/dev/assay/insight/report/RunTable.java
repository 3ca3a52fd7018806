package dev.assay.insight.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.installation.run.CarriedOver;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds a run's row to the table {@code evaluation_run}, once. */
public final class RunTable {

  private RunTable() {}

  /** Appends the report of a run that is complete. */
  public static void append(Warehouse warehouse, RunReport report) {
    TableAppend append = new TableAppend(warehouse);
    if (append.committed(AssayTable.EVALUATION_RUN, report.runId()) >= 1) {
      return;
    }
    try {
      DataFileWriter writer =
          DataFileWriter.open(
              warehouse.path(AssayTable.EVALUATION_RUN),
              AssayTable.EVALUATION_RUN,
              Map.of(),
              1 << 20);
      writer.write(row(report));
      append.commit(AssayTable.EVALUATION_RUN, List.of(writer.finish()), report.runId(), 1);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot record run " + report.runId(), e);
    }
  }

  /** What is left of a metric version. */
  private record Left(String metric, int version, long evaluations) {}

  private static @Nullable Object[] row(RunReport report) throws JsonProcessingException {
    var ingest = report.ingest();
    RunReport.Judging judging = report.judging();
    CarriedOver why =
        report.status() == RunReport.Status.INCOMPLETE ? report.carriedOverWhy() : null;
    List<Left> left =
        report.metrics().stream()
            .filter(metric -> metric.carriedOver() > 0)
            .map(metric -> new Left(metric.name(), metric.version(), metric.carriedOver()))
            .toList();
    return new @Nullable Object[] {
      report.runId(),
      report.orgId(),
      report.kind(),
      report.status().name().toLowerCase(Locale.ROOT),
      micros(report.startedAt()),
      micros(report.endedAt()),
      report.seconds(),
      ingest.files(),
      ingest.lines(),
      ingest.newConversations(),
      ingest.changedConversations(),
      ingest.quarantinedTotal(),
      report.planned(),
      report.scored(),
      report.notApplicable(),
      report.failed(),
      report.parked(),
      report.carriedOver(),
      report.superseded(),
      report.metrics().size(),
      report.leftOut().isEmpty() ? null : new ObjectMapper().writeValueAsString(report.leftOut()),
      judging == null ? null : judging.calls(),
      judging == null ? null : judging.reusedAnswers(),
      judging == null ? null : judging.inputTokens(),
      judging == null ? null : judging.outputTokens(),
      judging == null ? null : judging.cost(),
      why == null ? null : why.code(),
      why == null ? null : why.reason(),
      left.isEmpty() ? null : new ObjectMapper().writeValueAsString(left),
    };
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
