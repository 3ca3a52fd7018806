package dev.assay.insight.report;

import dev.assay.archive.RejectionReason;
import dev.assay.insight.report.RunReport.MetricLine;
import dev.assay.insight.report.RunReport.Numbers;
import dev.assay.installation.run.CarriedOver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as a person reads it. */
public final class ReportText {
  private static final int MOST_FILES = 20;

  private static final int MOST_CATEGORIES = 4;
  private static final int LONGEST_NAME = 34;

  private ReportText() {}

  /**
   * The report, in lines that end with a newline.
   *
   * @param isTerminal whether a person looks at it at once: then long names and lists are cut
   */
  public static String of(RunReport report, boolean isTerminal) {
    StringBuilder out = new StringBuilder();
    out.append(
        "Run %s (%s, organization %s) took %.1f s\n"
            .formatted(report.runId(), report.kind(), report.orgId(), report.seconds()));
    if (!report.kind().equals("backfill")) {
      archives(out, report.ingest(), isTerminal);
    }
    if (!report.kind().equals("ingest")) {
      evaluations(out, report, isTerminal);
    }
    return out.toString();
  }

  private static void archives(StringBuilder out, IngestSummary ingest, boolean isTerminal) {
    out.append("\nArchives\n");
    out.append(
        "  %s read, %s taken in before\n"
            .formatted(files(ingest.files()), count(ingest.skippedFiles())));
    IngestSummary.Fragments fragments = ingest.fragments();
    if (ingest.files() > 0) {
      long accepted =
          ingest.newConversations() + ingest.changedConversations() + ingest.unchanged();
      long whole = accepted - fragments.conversations();
      out.append(
          "  %s lines = %s taken in%s + %s superseded + %s quarantined\n"
              .formatted(
                  count(ingest.lines()),
                  count(whole + fragments.records()),
                  fragments.records() == 0 ? of(ingest) : "",
                  count(ingest.superseded()),
                  count(ingest.lines() - whole - fragments.records() - ingest.superseded())));
    }
    if (fragments.read() > 0) {
      fragments(out, ingest);
    }
    reading(out, ingest.reading());
    if (ingest.waiting() > 0) {
      out.append(
          "  %s not finished, waiting for a later delivery\n"
              .formatted(conversations(ingest.waiting())));
    }
    if (!ingest.quarantined().isEmpty()) {
      out.append("  quarantined: %s\n".formatted(counts(ingest.quarantined())));
      out.append(
          "    ./assay sql \"SELECT archive_file, line, reason, message FROM quarantine\"\n");
    }
    rejectedOfFiles(out, ingest.fileLines());
    ingest.problems().forEach(p -> out.append("  ").append(p).append('\n'));
    ingest.warnings().forEach(p -> out.append("  ").append(p).append('\n'));
    list(out, "passed over, as no archives", ingest.passedOver(), isTerminal);
  }

  private static void reading(StringBuilder out, IngestSummary.Reading reading) {
    if (reading.formats().isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    parts.add("formats: " + counts(reading.formats()));
    if (reading.derivedIds() > 0) {
      parts.add("ids derived of the content: " + count(reading.derivedIds()));
    }
    if (reading.withoutTime() > 0) {
      parts.add("without any time: " + count(reading.withoutTime()));
    }
    if (reading.unreadableTimes() > 0) {
      parts.add("values that are no times: " + count(reading.unreadableTimes()));
    }
    out.append("  ").append(String.join("; ", parts)).append('\n');
  }

  /** A table of the files of which something was rejected, with the first reason. */
  private static void rejectedOfFiles(StringBuilder out, List<IngestSummary.File> files) {
    List<IngestSummary.File> rejected =
        files.stream().filter(file -> file.firstReason() != null).toList();
    if (rejected.isEmpty()) {
      return;
    }
    String row = "  %10s  %10s  %11s  %s\n";
    out.append(row.formatted("lines", "taken in", "quarantined", "file, and its first reason"));
    for (IngestSummary.File file : rejected.subList(0, Math.min(rejected.size(), MOST_FILES))) {
      out.append(
          row.formatted(
              count(file.lines()),
              count(file.accepted()),
              count(file.quarantined()),
              "%s: %s in line %s"
                  .formatted(file.path(), file.firstReason(), count(file.firstLine()))));
    }
    if (rejected.size() > MOST_FILES) {
      out.append("  and %s files more\n".formatted(count(rejected.size() - MOST_FILES)));
    }
  }

  private static String of(IngestSummary ingest) {
    return " (%s new, %s changed, %s copies)"
        .formatted(
            count(ingest.newConversations()),
            count(ingest.changedConversations()),
            count(ingest.unchanged()));
  }

  /** What was made of records that are parts of conversations. */
  private static void fragments(StringBuilder out, IngestSummary ingest) {
    IngestSummary.Fragments fragments = ingest.fragments();
    long unused = fragments.read() - fragments.used();
    out.append(
        "  %s = %s used%s\n"
            .formatted(
                fragments.read() == 1 ? "1 span" : count(fragments.read()) + " spans",
                count(fragments.used()),
                unused == 0
                    ? ""
                    : " + %s not (%s)".formatted(count(unused), counts(fragments.notUsed()))));
    long conversations =
        ingest.newConversations() + ingest.changedConversations() + ingest.unchanged();
    out.append(
        "  %s%s, %s of them put together from spans\n"
            .formatted(
                conversations == 1 ? "1 conversation" : count(conversations) + " conversations",
                of(ingest),
                count(fragments.conversations())));
    if (fragments.notUsed().containsKey(RejectionReason.UNREAD_CONTENT.label())) {
      out.append("  ./assay archive inspect PATH says what was not understood\n");
    }
    if (fragments.withdrawn() > 0) {
      out.append(
          "  %s withdrawn, since later spans move them into others, or are not understood\n"
              .formatted(conversations(fragments.withdrawn())));
    }
  }

  private static void evaluations(StringBuilder out, RunReport report, boolean isTerminal) {
    out.append("\nEvaluations\n");
    if (report.planned() == 0) {
      out.append(
          report.kind().equals("backfill")
              ? "  nothing left: each conversation already has a result of each metric version\n"
              : "  nothing new: each finished conversation already has a result of each metric's"
                  + " newest version\n");
    } else {
      out.append(
          "  %s planned = %s scored + %s not applicable + %s failed + %s carried over\n"
              .formatted(
                  count(report.planned()),
                  count(report.scored()),
                  count(report.notApplicable()),
                  count(report.failed()),
                  count(report.carriedOver())));
    }
    if (report.sampledOut() > 0) {
      out.append(
          "  %s left out by sampling; a higher rate takes in those of the catch-up window\n"
              .formatted(count(report.sampledOut())));
    }
    judging(out, report);
    left(out, report);
    if (report.superseded() > 0) {
      out.append(
          "  %s superseded results moved to the history\n".formatted(count(report.superseded())));
    }
    table(out, report.metrics().stream().filter(m -> m.planned() > 0).toList(), isTerminal);
    if (!report.failures().isEmpty()) {
      out.append("\nFailures (never a value; tried again by the next runs)\n");
      report
          .failures()
          .forEach(
              f ->
                  out.append(
                      "  %s × %s, %s version %d: %s\n"
                          .formatted(
                              count(f.count()), f.code(), f.metric(), f.version(), f.example())));
    }
    if (!report.leftOut().isEmpty()) {
      out.append("\nLeft out\n");
      report
          .leftOut()
          .forEach(
              l ->
                  out.append(
                      "  %s version %d: %s\n".formatted(l.metric(), l.version(), l.reason())));
    }
  }

  private static void judging(StringBuilder out, RunReport report) {
    RunReport.Judging judging = report.judging();
    if (judging != null) {
      out.append("  judge: %s\n".formatted(spent(judging)));
    }
  }

  private static void left(StringBuilder out, RunReport report) {
    if (report.status() == RunReport.Status.INCOMPLETE) {
      out.append("\nIncomplete\n  %s\n".formatted(incomplete(report)));
      report.metrics().stream()
          .filter(metric -> metric.carriedOver() > 0)
          .forEach(
              metric ->
                  out.append(
                      "  %s left of %s version %d\n"
                          .formatted(
                              count(metric.carriedOver()), metric.name(), metric.version())));
    }
  }

  /** What judges were asked, in a few words. */
  static String spent(RunReport.Judging judging) {
    return "%s calls, %s answers reused, %s tokens read, %s written, cost %s"
        .formatted(
            count(judging.calls()),
            count(judging.reusedAnswers()),
            count(judging.inputTokens()),
            count(judging.outputTokens()),
            String.format(Locale.ROOT, "%.4f", judging.cost()));
  }

  /** What is left, why, and what to do. */
  static String incomplete(RunReport report) {
    CarriedOver why = java.util.Objects.requireNonNull(report.carriedOverWhy());
    String mend =
        switch (why.code()) {
          case "budget_ended" ->
              "What was judged is a uniform sample. The next run goes on; raise judge.budget in the"
                  + " settings to do more in one.";
          case "judge_unreachable" ->
              "See that the judge answers at judge.url; the same command then goes on.";
          case "abandoned" -> "They are not planned again by themselves.";
          default -> "The same command goes on with them.";
        };
    return "%s evaluations are carried over (%s): %s. %s"
        .formatted(count(report.carriedOver()), why.code(), why.reason(), mend);
  }

  private static void table(StringBuilder out, List<MetricLine> metrics, boolean isTerminal) {
    if (metrics.isEmpty()) {
      return;
    }
    int longest = metrics.stream().mapToInt(m -> m.name().length()).max().orElse(6);
    int width = isTerminal ? Math.min(LONGEST_NAME, longest) : longest;
    String row = "  %-" + width + "s  %3s  %10s  %8s  %7s  %s\n";
    out.append('\n').append(row.formatted("Metric", "v", "scored", "n/a", "failed", "values"));
    for (MetricLine metric : metrics) {
      out.append(
          row.formatted(
              shortened(metric.name(), width),
              metric.version(),
              count(metric.scored()),
              count(metric.notApplicable()),
              count(metric.failed()),
              values(metric, isTerminal)));
    }
  }

  /** What the values of a metric look like, in a few words. */
  static String values(MetricLine metric, boolean isTerminal) {
    if (metric.scored() == 0) {
      return "–";
    }
    Double share = metric.trueShare();
    if (share != null) {
      return percent(share) + " true";
    }
    Numbers numbers = metric.numbers();
    if (numbers != null) {
      return "mean %s, median %s, from %s to %s"
          .formatted(
              number(numbers.mean()),
              number(numbers.median()),
              number(numbers.min()),
              number(numbers.max()));
    }
    List<Map.Entry<String, Long>> most = mostFrequentFirst(metric);
    String shown =
        most.stream()
            .limit(isTerminal ? MOST_CATEGORIES : most.size())
            .map(e -> e.getKey() + " " + percent((double) e.getValue() / metric.scored()))
            .collect(Collectors.joining(", "));
    return isTerminal && most.size() > MOST_CATEGORIES ? shown + ", …" : shown;
  }

  static List<Map.Entry<String, Long>> mostFrequentFirst(MetricLine metric) {
    return metric.categories().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .toList();
  }

  private static void list(
      StringBuilder out, String title, List<String> items, boolean isTerminal) {
    if (items.isEmpty()) {
      return;
    }
    out.append(
        "  %s: %s\n"
            .formatted(
                title,
                !isTerminal || items.size() <= 5
                    ? String.join("; ", items)
                    : String.join("; ", items.subList(0, 5))
                        + "; and %d more".formatted(items.size() - 5)));
  }

  static String counts(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + " " + count(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.format(Locale.ROOT, "%,.2f", value);
  }

  private static String shortened(String name, int width) {
    return name.length() <= width ? name : name.substring(0, width - 1) + "…";
  }

  private static String files(long n) {
    return n == 1 ? "1 file" : count(n) + " files";
  }

  private static String conversations(long n) {
    return n == 1 ? "1 conversation is" : count(n) + " conversations are";
  }
}
