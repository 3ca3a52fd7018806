package dev.assay.jobs.evaluate;

import dev.assay.archive.Conversation;
import dev.assay.archive.Simulation;
import dev.assay.catalog.Actor;
import dev.assay.catalog.CatalogJson;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Evaluator;
import dev.assay.jobs.run.PlannedMetric;
import dev.assay.jobs.spark.ConversationRows;
import dev.assay.results.FailureRow;
import dev.assay.results.ResultRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the planned conversations of one partition and writes their rows to files.
 *
 * @param runId the run
 * @param waveTimeMicros what results carry as created_at
 * @param warehouse the folder of the tables
 * @param metrics the run's metric versions
 * @param source where the evaluators are found
 * @param progress counts cells
 */
record EvaluateTask(
    String runId,
    long waveTimeMicros,
    String warehouse,
    List<PlannedMetric> metrics,
    EvaluatorSource source,
    LongAccumulator progress)
    implements MapPartitionsFunction<Row, byte[]> {

  /** What it reads before the columns of the conversation. */
  static final List<String> PLANNED =
      List.of("planned_metrics", "planned_details", "planned_source_type", "content_hash");

  private static final int PROGRESS_EVERY = 1000;

  @Override
  public Iterator<byte[]> call(Iterator<Row> rows) throws IOException {
    if (!rows.hasNext()) {
      return List.<byte[]>of().iterator();
    }
    WaveRows files = new WaveRows(Path.of(warehouse), metrics);
    try {
      TaskOutput output = new Pass(this, files).over(rows);
      return List.of(serialised(output)).iterator();
    } catch (IOException | RuntimeException | Error e) {
      files.close();
      throw e;
    }
  }

  /** One pass over the conversations of a partition. */
  private static final class Pass {
    private final EvaluateTask task;
    private final WaveRows files;
    private final Map<String, Evaluator> evaluators;
    private final MetricVersion[] versions;
    private final CellIds ids;
    private final Map<List<Integer>, Map<Evaluator, List<Integer>>> groups = new HashMap<>();
    private long failed;
    private long reported;

    Pass(EvaluateTask task, WaveRows files) {
      this.task = task;
      this.files = files;
      this.evaluators = task.source.evaluators();
      this.versions = task.metrics.stream().map(Pass::version).toArray(MetricVersion[]::new);
      this.ids = new CellIds(task.runId, task.metrics);
    }

    TaskOutput over(Iterator<Row> rows) throws IOException {
      long conversations = 0;
      while (rows.hasNext()) {
        evaluate(rows.next());
        conversations++;
        if (files.written() - reported >= PROGRESS_EVERY) {
          report();
        }
      }
      report();
      return files.finish(conversations, failed);
    }

    private void report() {
      task.progress.add(files.written() - reported);
      reported = files.written();
    }

    private void evaluate(Row row) throws IOException {
      Conversation conversation = ConversationRows.fromRow(row, PLANNED.size());
      Cells cells = new Cells(conversation, row.getString(2), row.getString(3), details(row));
      Map<Evaluator, List<Integer>> byEvaluator =
          groups.computeIfAbsent(row.getList(0), this::group);
      for (Map.Entry<Evaluator, List<Integer>> group : byEvaluator.entrySet()) {
        List<Integer> ordinals = group.getValue();
        List<MetricVersion> asked = new ArrayList<>(ordinals.size());
        ordinals.forEach(ordinal -> asked.add(versions[ordinal]));
        List<Evaluation> answers = group.getKey().evaluate(conversation, asked);
        for (int i = 0; i < ordinals.size(); i++) {
          write(cells, ordinals.get(i), answers.get(i));
        }
      }
    }

    private Map<Evaluator, List<Integer>> group(List<Integer> ordinals) {
      Map<Evaluator, List<Integer>> byEvaluator = new LinkedHashMap<>();
      for (int ordinal : ordinals) {
        String type = task.metrics.get(ordinal).evaluator();
        Evaluator evaluator =
            Objects.requireNonNull(
                evaluators.get(type), () -> "No evaluator '%s' in this process".formatted(type));
        byEvaluator.computeIfAbsent(evaluator, e -> new ArrayList<>()).add(ordinal);
      }
      return byEvaluator;
    }

    private void write(Cells cells, int ordinal, Evaluation evaluation) throws IOException {
      PlannedMetric metric = task.metrics.get(ordinal);
      Row detail = cells.details.get(ordinal);
      int attempt = detail == null ? 1 : detail.getInt(1);
      if (evaluation instanceof Evaluation.Failed failure) {
        failed++;
        files.failure(
            new FailureRow(
                    ids.failure(ordinal, cells.subjectKey, attempt),
                    cells.conversation.orgId(),
                    metric.metricId(),
                    metric.version(),
                    cells.subject,
                    failure,
                    attempt,
                    cells.contentHash,
                    metric.evaluator(),
                    metric.fingerprint(),
                    task.runId,
                    task.waveTimeMicros)
                .toFields());
        return;
      }
      String replaces = detail == null || detail.isNullAt(2) ? null : detail.getString(2);
      long createdAt =
          replaces == null || detail == null
              ? task.waveTimeMicros
              : Math.max(task.waveTimeMicros, micros(detail.getInstant(3)) + 1);
      files.result(
          ordinal,
          new ResultRow(
                  ids.result(ordinal, cells.subjectKey),
                  cells.conversation.orgId(),
                  cells.subject,
                  evaluation,
                  cells.contentHash,
                  metric.evaluator(),
                  metric.fingerprint(),
                  task.runId,
                  replaces,
                  createdAt)
              .toFields());
    }

    private static Map<Integer, Row> details(Row row) {
      if (row.isNullAt(1)) {
        return Map.of();
      }
      Map<Integer, Row> details = new HashMap<>();
      row.<Row>getList(1).forEach(detail -> details.put(detail.getInt(0), detail));
      return details;
    }

    private static MetricVersion version(PlannedMetric metric) {
      return new MetricVersion(
          metric.metricId(),
          metric.version(),
          metric.name(),
          metric.description(),
          CatalogJson.readMetricValue(metric.valueJson()),
          CatalogJson.readEvaluator(metric.evaluatorJson()),
          new Actor("", ""),
          Instant.EPOCH);
    }
  }

  /** What the cells of one conversation share. */
  private static final class Cells {
    private final Conversation conversation;
    private final ResultRow.Subject subject;
    private final String subjectKey;
    private final String contentHash;
    private final Map<Integer, Row> details;

    Cells(
        Conversation conversation,
        String sourceType,
        String contentHash,
        Map<Integer, Row> details) {
      @Nullable Simulation simulation = conversation.simulation();
      this.conversation = conversation;
      this.contentHash = contentHash;
      this.details = details;
      this.subject =
          new ResultRow.Subject(
              conversation.id(), conversation.serviceId(), sourceType, simulation);
      this.subjectKey =
          simulation == null
              ? conversation.id()
              : simulation.unitTestSetRunId()
                  + '/'
                  + simulation.unitTestId()
                  + '/'
                  + simulation.runIndex();
    }
  }

  static byte[] serialised(TaskOutput output) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(output);
    }
    return bytes.toByteArray();
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
