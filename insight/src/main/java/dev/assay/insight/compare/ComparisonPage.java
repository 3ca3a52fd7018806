package dev.assay.insight.compare;

import static dev.assay.insight.compare.ComparisonText.moved;
import static dev.assay.insight.compare.ComparisonText.percent;
import static dev.assay.insight.page.Html.escaped;

import dev.assay.insight.page.Html;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A comparison as one HTML page with plots. */
public final class ComparisonPage {
  private static final String PLOT_STYLE =
      """
      <style>
      .flips{width:auto}.flips td{text-align:right;min-width:5rem;font-variant-numeric:tabular-nums}
      .flips .same{font-weight:600}
      blockquote{margin:.2rem 0;color:#39424e}
      </style>
      """;

  private ComparisonPage() {}

  public static String of(Comparison comparison) {
    StringBuilder out = new StringBuilder();
    String title =
        "%s: version %d against version %d"
            .formatted(
                comparison.name(), comparison.after().version(), comparison.before().version());
    out.append(Html.head(title))
        .append(PLOT_STYLE)
        .append("<h1>")
        .append(escaped(title))
        .append("</h1>");
    side(out, comparison.before());
    side(out, comparison.after());
    comparison
        .warnings()
        .forEach(
            warning -> out.append("<p class=\"warn\">").append(escaped(warning)).append("</p>"));
    out.append("<p>").append(escaped(ComparisonText.pairs(comparison))).append("</p>");
    if (comparison.overall().pairs() > 0) {
      shifts(out, comparison);
      flips(out, comparison);
      out.append(ShiftPlot.of(comparison));
      examples(out, comparison);
    }
    out.append("<h2>Evaluating the rest</h2><p>")
        .append(escaped(ComparisonText.backfill(comparison)))
        .append("</p>");
    return out.append("</html>\n").toString();
  }

  private static void side(StringBuilder out, Comparison.Side side) {
    out.append("<p><b>Version %d</b>, %s<br>".formatted(side.version(), escaped(side.evaluator())))
        .append(escaped(side.description()))
        .append("</p>");
  }

  private static void shifts(StringBuilder out, Comparison comparison) {
    Comparison.Group group = comparison.overall();
    out.append("<h2>How the values moved</h2><table><tr><th>Of<th class=\"n\">Version ")
        .append(comparison.before().version())
        .append("<th class=\"n\">Version ")
        .append(comparison.after().version())
        .append("<th class=\"n\">Shift<th class=\"n\">95 % interval<th>Test</tr>");
    for (Comparison.Shift shift : group.shifts()) {
      boolean isShare = ComparisonText.isShare(shift);
      out.append("<tr><td>").append(escaped(shift.of()));
      number(out, isShare ? percent(shift.before()) : ComparisonText.number(shift.before()));
      number(out, isShare ? percent(shift.after()) : ComparisonText.number(shift.after()));
      number(out, moved(isShare, shift.shift().value()));
      number(
          out,
          moved(isShare, shift.shift().lower()) + " to " + moved(isShare, shift.shift().upper()));
      out.append("<td>")
          .append(escaped(shift.test() + ", " + ComparisonText.p(shift.pValue())))
          .append("</tr>");
    }
    out.append("</table><p>").append(escaped(ComparisonText.agreement(group))).append("</p>");
  }

  private static void number(StringBuilder out, String text) {
    out.append("<td class=\"n\">").append(escaped(text));
  }

  private static void flips(StringBuilder out, Comparison comparison) {
    FlipMatrix flips = comparison.overall().flips();
    List<Integer> used = ComparisonText.used(flips);
    long most =
        flips.counts().stream().flatMap(List::stream).mapToLong(Long::longValue).max().orElse(1);
    out.append("<h2>Which answer became which</h2><table class=\"flips\"><tr><th>Version ")
        .append(comparison.before().version())
        .append(" ↓ &ensp; version ")
        .append(comparison.after().version())
        .append(" →");
    used.forEach(i -> out.append("<th class=\"n\">").append(escaped(flips.labels().get(i))));
    out.append("</tr>");
    for (int i : used) {
      out.append("<tr><th>").append(escaped(flips.labels().get(i)));
      for (int j : used) {
        long count = flips.counts().get(i).get(j);
        out.append(
            "<td class=\"%s\" style=\"background:rgba(%s,%.2f)\">%,d"
                .formatted(
                    i == j ? "same" : "",
                    i == j ? "47,111,179" : "224,150,45",
                    0.6 * count / most,
                    count));
      }
      out.append("</tr>");
    }
    out.append("</table>");
  }

  private static void examples(StringBuilder out, Comparison comparison) {
    if (comparison.examples().isEmpty()) {
      return;
    }
    out.append("<h2>Conversations whose answer changed</h2><table><tr><th>Conversation")
        .append("<th>Service<th>Version ")
        .append(comparison.before().version())
        .append("<th>Version ")
        .append(comparison.after().version())
        .append("</tr>");
    for (Comparison.Example example : comparison.examples()) {
      out.append("<tr><td><code>")
          .append(escaped(example.conversationId()))
          .append("</code><td>")
          .append(escaped(ComparisonText.serviceName(example.serviceId())));
      answer(out, example.before(), example.justificationBefore());
      answer(out, example.after(), example.justificationAfter());
      out.append("</tr>");
    }
    out.append("</table>");
  }

  private static void answer(StringBuilder out, String value, @Nullable String justification) {
    out.append("<td><b>").append(escaped(value)).append("</b>");
    if (justification != null && !justification.isBlank()) {
      out.append("<blockquote>").append(escaped(justification)).append("</blockquote>");
    }
  }
}
