package dev.assay.insight.trend;

import static dev.assay.insight.page.Html.escaped;

import dev.assay.insight.compare.ComparisonText;
import dev.assay.insight.page.Html;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trend as one HTML page with plots. */
public final class TrendPage {
  private static final int MOST_PLOTS = 20;

  private TrendPage() {}

  public static String of(Trend trend) {
    StringBuilder out = new StringBuilder(Html.head(trend.name()));
    out.append("<h1>").append(escaped(trend.name())).append("</h1><p class=\"muted\">");
    out.append(escaped(TrendText.heading(trend))).append("</p>");
    trend
        .warnings()
        .forEach(
            warning -> out.append("<p class=\"warn\">").append(escaped(warning)).append("</p>"));
    if (!trend.series().isEmpty()) {
      plots(out, trend);
      out.append(
          "<p class=\"muted\">Points have intervals of 95 %: Wilson's for shares, Student's for"
              + " means. The bars below count results with a value; red on top, conversations that"
              + " could not be evaluated. What has no time is in the table alone.</p>");
      table(out, trend);
    }
    return out.append("</html>\n").toString();
  }

  private static void plots(StringBuilder out, Trend trend) {
    Map<Optional<String>, List<Trend.Series>> byService = new LinkedHashMap<>();
    trend.series().stream()
        .filter(series -> !series.days().isEmpty())
        .forEach(
            series ->
                byService
                    .computeIfAbsent(
                        Optional.ofNullable(series.serviceId()), s -> new ArrayList<>())
                    .add(series));
    byService.entrySet().stream()
        .limit(MOST_PLOTS)
        .forEach(
            service -> {
              if (trend.isByService()) {
                String name = ComparisonText.serviceName(service.getKey().orElse(null));
                out.append("<h2>").append(escaped(name)).append("</h2>");
              }
              out.append(TrendPlot.of(service.getValue()));
            });
    if (byService.size() > MOST_PLOTS) {
      out.append(
          "<p>%,d more services are in the table.</p>".formatted(byService.size() - MOST_PLOTS));
    }
  }

  private static void table(StringBuilder out, Trend trend) {
    out.append("<h2>Days</h2><table><tr>");
    TrendText.columns(trend)
        .forEach(column -> out.append("<th>").append(escaped(column.replace('_', ' '))));
    out.append("</tr>");
    for (List<?> row : TrendText.shown(trend)) {
      out.append("<tr>");
      for (Object value : row) {
        out.append("<td>").append(value == null ? "" : escaped(value.toString()));
      }
      out.append("</tr>");
    }
    out.append("</table>");
  }
}
