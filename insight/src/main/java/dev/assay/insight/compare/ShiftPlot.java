package dev.assay.insight.compare;

import static dev.assay.insight.page.Html.escaped;

import java.util.ArrayList;
import java.util.List;

/** Shifts and their intervals, over all and by service, one line each, as SVG. */
final class ShiftPlot {
  private static final int MOST_LINES = 40;
  private static final int LABELS = 370;
  private static final int PLOT = 440;
  private static final int VALUES = 290;
  private static final int LINE = 24;
  private static final int TOP = 34;
  private static final double ROOM = 1.1;

  private record Line(String label, boolean isShare, Estimate shift) {}

  private ShiftPlot() {}

  static String of(Comparison comparison) {
    List<Line> lines = lines(comparison);
    if (lines.isEmpty()) {
      return "";
    }
    double reach =
        ROOM
            * lines.stream()
                .mapToDouble(
                    l -> Math.max(Math.abs(l.shift().lower()), Math.abs(l.shift().upper())))
                .max()
                .orElse(1);
    double scale = reach == 0 ? 0 : PLOT / 2.0 / reach;
    int height = TOP + LINE * lines.size() + 10;
    double zero = LABELS + PLOT / 2.0;
    StringBuilder out = new StringBuilder("<h2>Shifts with their 95 % intervals</h2>");
    out.append(
        "<svg viewBox=\"0 0 %d %d\" width=\"100%%\" role=\"img\" aria-label=\"Shifts by service\">"
            .formatted(LABELS + PLOT + VALUES, height));
    out.append(
        "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#8a8f98\"/>"
            .formatted(zero, TOP - 6, height));
    out.append(
        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" class=\"faint\">no change</text>"
            .formatted(zero, TOP - 14));
    for (int i = 0; i < lines.size(); i++) {
      line(out, lines.get(i), TOP + LINE * i + LINE / 2, zero, scale);
    }
    return out.append("</svg>").toString();
  }

  private static List<Line> lines(Comparison comparison) {
    List<Line> lines = new ArrayList<>();
    add(lines, "all", comparison.overall());
    if (comparison.services().size() > 1) {
      comparison
          .services()
          .forEach(s -> add(lines, ComparisonText.serviceName(s.serviceId()), s.group()));
    }
    return lines.subList(0, Math.min(lines.size(), MOST_LINES));
  }

  private static void add(List<Line> lines, String who, Comparison.Group group) {
    for (Comparison.Shift shift : group.shifts()) {
      lines.add(
          new Line(
              "%s (%,d): %s".formatted(who, group.applicable(), shift.of()),
              ComparisonText.isShare(shift),
              shift.shift()));
    }
  }

  private static void line(StringBuilder out, Line line, int y, double zero, double scale) {
    Estimate shift = line.shift();
    boolean isClear = shift.lower() > 0 || shift.upper() < 0;
    String colour = isClear ? "#2f6fb3" : "#8a8f98";
    out.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
            .formatted(LABELS - 10, y + 4, escaped(line.label())));
    out.append(
        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%4$d\" y2=\"%4$d\" stroke=\"%3$s\" stroke-width=\"2\"/>"
            .formatted(zero + scale * shift.lower(), zero + scale * shift.upper(), colour, y));
    out.append(
        "<circle cx=\"%.1f\" cy=\"%d\" r=\"4\" fill=\"%s\"/>"
            .formatted(zero + scale * shift.value(), y, colour));
    out.append(
        "<text x=\"%d\" y=\"%d\" class=\"faint\">%s (%s to %s)</text>"
            .formatted(
                LABELS + PLOT + 10,
                y + 4,
                escaped(ComparisonText.moved(line.isShare(), shift.value())),
                escaped(ComparisonText.moved(line.isShare(), shift.lower())),
                escaped(ComparisonText.moved(line.isShare(), shift.upper()))));
  }
}
