package dev.assay.cli.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.assay.cli.option.StandardOutput;
import dev.assay.evaluators.judge.batch.Lane;
import dev.assay.insight.sql.SqlAnswer;
import dev.assay.insight.sql.TableFormat;
import dev.assay.installation.JudgeSection;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.jobs.forecast.JudgeForecast;
import dev.assay.jobs.nightly.RunPreview;
import dev.assay.ledger.admission.Caps;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code assay plan} says. The table has a last line for all; CSV has the metrics alone; JSON
 * is one object with {@code metrics}, {@code total} and what the figures rest on.
 *
 * @param preview what would be done
 * @param judge as it is configured, or null
 */
record PlanAnswer(RunPreview preview, @Nullable JudgeSection judge) {
  private static final int NANO_DIGITS = 9;

  private static final List<String> COLUMNS =
      List.of(
          "metric",
          "version",
          "evaluator",
          "evaluations",
          "sampled_out",
          "reused",
          "calls",
          "input_tokens",
          "output_tokens",
          "cost",
          "cost_from",
          "cost_to",
          "earlier_answers");

  void print(TableFormat format) throws IOException {
    switch (format) {
      case TABLE -> {
        List<List<@Nullable Object>> rows = metricRows();
        rows.add(new ArrayList<>(total().values()));
        write(format, rows);
      }
      case CSV -> write(format, metricRows());
      case JSON -> System.out.println(json());
    }
    remarks().forEach(System.err::println);
  }

  private static void write(TableFormat format, List<List<@Nullable Object>> rows)
      throws IOException {
    format.write(new SqlAnswer(COLUMNS, rows.iterator()), System.out, StandardOutput.isTerminal());
  }

  private List<List<@Nullable Object>> metricRows() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    metrics().forEach(metric -> rows.add(new ArrayList<>(metric.values())));
    return rows;
  }

  private String json() throws IOException {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("metrics", metrics());
    Map<String, @Nullable Object> total = total();
    total.keySet().removeAll(List.of("metric", "version", "evaluator"));
    answer.put("total", total);
    answer.put("seconds", preview.duration().map(PlanAnswer::seconds).orElse(null));
    answer.put("input_tokens_are", preview.judging().counting());
    answer.put("left_out", preview.leftOut());
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(answer);
  }

  private List<Map<String, @Nullable Object>> metrics() {
    Map<Integer, JudgeForecast.Line> judged = new HashMap<>();
    preview.judging().lines().forEach(line -> judged.put(line.metric(), line));
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (PlannedMetric metric : preview.metrics()) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("metric", metric.name());
      row.put("version", metric.version());
      row.put("evaluator", metric.evaluator());
      row.put("evaluations", preview.evaluations().getOrDefault(metric.ordinal(), 0L));
      row.put("sampled_out", metric.sampling().leftOut());
      JudgeForecast.Line line = judged.get(metric.ordinal());
      put(row, line, line == null ? 0 : line.asked());
      rows.add(row);
    }
    return rows;
  }

  private Map<String, @Nullable Object> total() {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("metric", "total");
    row.put("version", null);
    row.put("evaluator", null);
    row.put(
        "evaluations", preview.evaluations().values().stream().mapToLong(Long::longValue).sum());
    row.put("sampled_out", sampledOut());
    put(row, preview.judging().total(), preview.judging().requests());
    return row;
  }

  private long sampledOut() {
    return preview.metrics().stream().mapToLong(metric -> metric.sampling().leftOut()).sum();
  }

  private static void put(
      Map<String, @Nullable Object> row, JudgeForecast.@Nullable Line line, long calls) {
    row.put("reused", line == null ? null : line.reused());
    row.put("calls", line == null ? null : calls);
    row.put("input_tokens", line == null ? null : line.inputTokens());
    row.put("output_tokens", line == null ? null : line.outputTokens().expected());
    row.put("cost", line == null ? null : money(line.costNanos().expected()));
    row.put("cost_from", line == null ? null : money(line.costNanos().lowest()));
    row.put("cost_to", line == null ? null : money(line.costNanos().highest()));
    row.put("earlier_answers", line == null ? null : line.earlierAnswers());
  }

  private static BigDecimal money(long nanos) {
    return BigDecimal.valueOf(nanos, NANO_DIGITS);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    JudgeForecast judging = preview.judging();
    JudgeForecast.Line total = judging.total();
    if (judging.requests() > 0) {
      remarks.add(
          "%,d judge calls; tokens read are counted (%s), tokens written and the cost are expected, %s"
              .formatted(
                  judging.requests(),
                  String.join(", ", judging.counting()),
                  "with an interval of 95 %"));
      remarks.add(
          preview
              .duration()
              .map(
                  d -> "They take about " + said(d) + " at the pace that is configured or was seen")
              .orElse(
                  judge != null && judge.lane() == Lane.BATCH
                      ? "They are asked in batches, which may take a day"
                      : "How long they take is not known: nothing was asked yet, no pace is set"));
      budget(total).ifPresent(remarks::add);
    }
    if (sampledOut() > 0) {
      remarks.add("%,d evaluations are left out by sampling".formatted(sampledOut()));
    }
    if (total.tooLong() > 0) {
      remarks.add(
          "%,d evaluations will fail, and nobody be asked: the conversation is too long for context_tokens"
              .formatted(total.tooLong()));
    }
    preview
        .leftOut()
        .forEach(
            l ->
                remarks.add(
                    "Left out: %s version %d: %s".formatted(l.metric(), l.version(), l.reason())));
    remarks.add("Archives that were not taken in are not counted; ./assay ingest takes them in");
    return remarks;
  }

  private static String said(Duration duration) {
    return duration.compareTo(Duration.ofMinutes(2)) < 0
        ? String.format(Locale.ROOT, "%.1f s", seconds(duration))
        : "%,d min".formatted(Math.round(seconds(duration) / 60));
  }

  /** Which caps are likely to end the run. */
  private Optional<String> budget(JudgeForecast.Line total) {
    if (judge == null) {
      return Optional.empty();
    }
    Caps caps = judge.budget();
    Long tokens = caps.tokens();
    Long calls = caps.calls();
    Long cost = caps.costNanos();
    List<String> passed = new ArrayList<>();
    if (calls != null && calls < preview.judging().requests()) {
      passed.add("%,d calls".formatted(calls));
    }
    if (tokens != null && tokens < total.inputTokens() + total.outputTokens().expected()) {
      passed.add("%,d tokens".formatted(tokens));
    }
    if (cost != null && cost < total.costNanos().expected()) {
      passed.add("a cost of " + money(cost).stripTrailingZeros().toPlainString());
    }
    return passed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The budget of %s ends the run before; the next one goes on"
                .formatted(String.join(" and ", passed)));
  }
}
