package dev.assay.insight.report;

import dev.assay.insight.page.Html;
import dev.assay.insight.report.RunReport.MetricLine;
import java.util.List;
import java.util.Map;

/** A report as one HTML page that needs nothing else. */
final class ReportPage {

  private ReportPage() {}

  static String of(RunReport report) {
    StringBuilder out = new StringBuilder();
    out.append(Html.head("Assay run " + report.runId()))
        .append("<h1>Assay ")
        .append(Html.escaped(report.kind()))
        .append("</h1><div class=\"muted\">run ")
        .append(report.runId())
        .append(", organization ")
        .append(Html.escaped(report.orgId()))
        .append(", ")
        .append(report.startedAt())
        .append(", %.1f s</div>".formatted(report.seconds()));
    tiles(out, report);
    judging(out, report);
    archives(out, report.ingest());
    metrics(out, report);
    failures(out, report);
    leftOut(out, report);
    return out.append("</html>\n").toString();
  }

  private static void tiles(StringBuilder out, RunReport report) {
    out.append("<div class=\"tiles\">");
    tile(out, "new conversations", report.ingest().newConversations(), false);
    tile(out, "changed", report.ingest().changedConversations(), false);
    tile(out, "scored", report.scored(), false);
    tile(out, "not applicable", report.notApplicable(), false);
    tile(out, "failed", report.failed(), true);
    tile(out, "carried over", report.carriedOver(), true);
    if (report.sampledOut() > 0) {
      tile(out, "left out by sampling", report.sampledOut(), false);
    }
    tile(out, "quarantined", report.ingest().quarantinedTotal(), true);
    out.append("</div>");
  }

  private static void tile(StringBuilder out, String label, long value, boolean badIfAny) {
    out.append("<div class=\"tile")
        .append(badIfAny && value > 0 ? " bad" : "")
        .append("\"><b>")
        .append(ReportText.count(value))
        .append("</b>")
        .append(label)
        .append("</div>");
  }

  private static void judging(StringBuilder out, RunReport report) {
    RunReport.Judging judging = report.judging();
    if (judging != null) {
      out.append("<h2>Judge</h2><p>")
          .append(Html.escaped(ReportText.spent(judging)))
          .append("</p>");
    }
    if (report.status() == RunReport.Status.INCOMPLETE) {
      out.append("<p><b>Incomplete.</b> ")
          .append(Html.escaped(ReportText.incomplete(report)))
          .append("</p>");
    }
  }

  private static void archives(StringBuilder out, IngestSummary ingest) {
    out.append("<h2>Archives</h2><p>")
        .append(ReportText.count(ingest.files()))
        .append(" files read, ")
        .append(ReportText.count(ingest.skippedFiles()))
        .append(" taken in before; ")
        .append(ReportText.count(ingest.lines()))
        .append(" lines, ")
        .append(ReportText.count(ingest.superseded()))
        .append(" superseded, ")
        .append(ReportText.count(ingest.unchanged()))
        .append(" copies, ")
        .append(ReportText.count(ingest.waiting()))
        .append(" not finished.</p>");
    IngestSummary.Fragments fragments = ingest.fragments();
    if (fragments.read() > 0) {
      out.append("<p>Of ")
          .append(ReportText.count(fragments.read()))
          .append(" spans ")
          .append(ReportText.count(fragments.used()))
          .append(" are used, in ")
          .append(ReportText.count(fragments.conversations()))
          .append(" conversations")
          .append(
              fragments.notUsed().isEmpty()
                  ? ""
                  : "; not used: " + Html.escaped(ReportText.counts(fragments.notUsed())))
          .append(".</p>");
    }
    if (!ingest.quarantined().isEmpty()) {
      out.append("<p>Quarantined: ")
          .append(Html.escaped(ReportText.counts(ingest.quarantined())))
          .append(". See the table <code>quarantine</code>.</p>");
    }
    files(out, ingest.fileLines());
    ingest.warnings().forEach(p -> out.append("<p>").append(Html.escaped(p)).append("</p>"));
    ingest.problems().forEach(p -> out.append("<p>").append(Html.escaped(p)).append("</p>"));
  }

  private static void files(StringBuilder out, List<IngestSummary.File> files) {
    if (files.isEmpty()) {
      return;
    }
    out.append(
        "<table><tr><th>File<th class=\"n\">Lines<th class=\"n\">Taken in"
            + "<th class=\"n\">Quarantined<th>First reason");
    for (IngestSummary.File file : files) {
      String why = file.firstReason();
      out.append("<tr><td>")
          .append(Html.escaped(file.path()))
          .append("<td class=\"n\">")
          .append(ReportText.count(file.lines()))
          .append("<td class=\"n\">")
          .append(ReportText.count(file.accepted()))
          .append("<td class=\"n\">")
          .append(ReportText.count(file.quarantined()))
          .append("<td>")
          .append(
              why == null
                  ? ""
                  : Html.escaped(why + ", line " + ReportText.count(file.firstLine())));
    }
    out.append("</table>");
  }

  private static void metrics(StringBuilder out, RunReport report) {
    if (report.planned() == 0) {
      out.append("<h2>Metrics</h2><p>Nothing new to evaluate.</p>");
      return;
    }
    out.append("<h2>Metrics</h2><table><tr><th>Metric<th class=\"n\">Version")
        .append("<th class=\"n\">Scored<th class=\"n\">Not applicable<th class=\"n\">Failed")
        .append("<th>Values</tr>");
    for (MetricLine metric : report.metrics()) {
      if (metric.planned() > 0) {
        out.append("<tr><td>")
            .append(Html.escaped(metric.name()))
            .append("<td class=\"n\">")
            .append(metric.version())
            .append("<td class=\"n\">")
            .append(ReportText.count(metric.scored()))
            .append("<td class=\"n\">")
            .append(ReportText.count(metric.notApplicable()))
            .append("<td class=\"n\">")
            .append(ReportText.count(metric.failed()))
            .append("<td>");
        values(out, metric);
        out.append("</tr>");
      }
    }
    out.append("</table>");
  }

  private static void values(StringBuilder out, MetricLine metric) {
    Double share = metric.trueShare();
    if (metric.categories().isEmpty()) {
      out.append(Html.escaped(ReportText.values(metric, false)));
      if (share != null) {
        out.append("<div class=\"bar\">");
        part(out, share, Html.colour(0), "true");
        out.append("</div>");
      }
      return;
    }
    StringBuilder bar = new StringBuilder("<div class=\"bar\">");
    int position = 0;
    for (Map.Entry<String, Long> category : ReportText.mostFrequentFirst(metric)) {
      String colour = Html.colour(position++);
      double part = (double) category.getValue() / metric.scored();
      out.append("<i class=\"key\" style=\"background:%s\"></i>".formatted(colour))
          .append(Html.escaped(category.getKey()))
          .append(' ')
          .append(ReportText.percent(part))
          .append("&ensp; ");
      part(bar, part, colour, category.getKey());
    }
    out.append(bar).append("</div>");
  }

  private static void part(StringBuilder out, double share, String colour, String title) {
    out.append(
        "<i style=\"width:%.2f%%;background:%s\" title=\"%s\"></i>"
            .formatted(100 * share, colour, Html.escaped(title)));
  }

  private static void failures(StringBuilder out, RunReport report) {
    if (report.failures().isEmpty()) {
      return;
    }
    out.append(
        "<h2>Failures</h2><table><tr><th>Metric<th>Code<th class=\"n\">Count<th>Example</tr>");
    report
        .failures()
        .forEach(
            f ->
                out.append("<tr><td>")
                    .append(Html.escaped(f.metric()))
                    .append(" version ")
                    .append(f.version())
                    .append("<td>")
                    .append(Html.escaped(f.code()))
                    .append("<td class=\"n\">")
                    .append(ReportText.count(f.count()))
                    .append("<td>")
                    .append(Html.escaped(f.example()))
                    .append("</tr>"));
    out.append("</table>");
  }

  private static void leftOut(StringBuilder out, RunReport report) {
    if (report.leftOut().isEmpty()) {
      return;
    }
    out.append("<h2>Left out</h2><table><tr><th>Metric<th>Why</tr>");
    report
        .leftOut()
        .forEach(
            l ->
                out.append("<tr><td>")
                    .append(Html.escaped(l.metric()))
                    .append(" version ")
                    .append(l.version())
                    .append("<td>")
                    .append(Html.escaped(l.reason()))
                    .append("</tr>"));
    out.append("</table>");
  }
}
