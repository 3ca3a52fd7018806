package dev.assay.insight.trend;

import static dev.assay.insight.page.Html.escaped;

import dev.assay.insight.page.Html;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Series of one service over days, with their intervals, and how many results there are. What has
 * no day is not drawn.
 */
final class TrendPlot {
  private static final int LEFT = 70;
  private static final int WIDTH = 900;
  private static final int RIGHT = 20;
  private static final int TOP = 20;
  private static final int HEIGHT = 240;
  private static final int BARS = 44;
  private static final int GAP = 14;
  private static final int KEY_LINE = 20;
  private static final int TICKS = 6;
  private static final double[] ROUND = {1, 2, 2.5, 5, 10};
  private static final int DAY_LABELS = 8;
  private static final double MARGIN = 0.08;

  private final List<Trend.Series> series;
  private final LocalDate first;
  private final long days;
  private final double low;
  private final double high;
  private final StringBuilder out = new StringBuilder();

  private TrendPlot(List<Trend.Series> series) {
    this.series = series;
    this.first = days(series).min(LocalDate::compareTo).orElseThrow();
    this.days =
        ChronoUnit.DAYS.between(first, days(series).max(LocalDate::compareTo).orElseThrow());
    if (series.get(0).isShare()) {
      low = 0;
      high = 1;
    } else {
      double least = bounds().min().orElse(0);
      double most = bounds().max().orElse(1);
      double room = most > least ? MARGIN * (most - least) : Math.max(1, Math.abs(most)) / 2;
      low = least - room;
      high = most + room;
    }
  }

  /** At least one series, each with a day; all are shares, or all are means. */
  static String of(List<Trend.Series> series) {
    return new TrendPlot(series).drawn();
  }

  private String drawn() {
    int height = TOP + HEIGHT + GAP + BARS + 2 * KEY_LINE + KEY_LINE * series.size();
    out.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" width=\"100%%\" role=\"img\" aria-label=\"By day\">",
            LEFT + WIDTH + RIGHT,
            height));
    grid();
    bars();
    for (int i = 0; i < series.size(); i++) {
      line(series.get(i), Html.colour(i));
      key(series.get(i), Html.colour(i), TOP + HEIGHT + GAP + BARS + 2 * KEY_LINE + KEY_LINE * i);
    }
    return out.append("</svg>").toString();
  }

  /** The roundest distance that gives at most about so many lines. */
  private double tick() {
    double least = (high - low) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    return Arrays.stream(ROUND)
        .map(r -> r * power)
        .filter(t -> t >= least)
        .findFirst()
        .orElse(least);
  }

  private void grid() {
    double tick = tick();
    for (long i = (long) Math.ceil(low / tick); i <= Math.floor(high / tick); i++) {
      double value = i * tick;
      out.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"#e6e9ee\"/>",
              LEFT,
              LEFT + WIDTH,
              y(value)));
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" class=\"faint\">%s</text>",
              LEFT - 8,
              y(value) + 4,
              escaped(TrendText.number(series.get(0), value))));
    }
    long step = Math.max(1, (days + DAY_LABELS - 1) / DAY_LABELS);
    for (long day = 0; day <= days; day += step) {
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" class=\"faint\">%s</text>",
              x(first.plusDays(day)),
              TOP + HEIGHT + GAP + BARS + KEY_LINE - 4,
              first.plusDays(day)));
    }
  }

  /** All evaluators together; the things that one evaluator says have the same counts. */
  private void bars() {
    Map<LocalDate, long[]> counts = new TreeMap<>();
    series.stream()
        .filter(one -> one.of().equals(series.get(0).of()))
        .flatMap(one -> one.days().stream())
        .forEach(
            day -> {
              long[] count = counts.computeIfAbsent(day.day(), d -> new long[2]);
              count[0] += day.counts().scored();
              count[1] += day.counts().failed();
            });
    long most = counts.values().stream().mapToLong(c -> c[0] + c[1]).max().orElse(1);
    double width = Math.max(1, Math.min(24, 0.6 * WIDTH / (days + 1)));
    int bottom = TOP + HEIGHT + GAP + BARS;
    counts.forEach(
        (day, count) -> {
          double scored = (double) BARS * count[0] / Math.max(1, most);
          double failed = (double) BARS * count[1] / Math.max(1, most);
          bar(day, width, bottom - scored, scored, "#c3cad4");
          bar(day, width, bottom - scored - failed, failed, "#b3261e");
        });
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" class=\"faint\">%,d</text>",
            LEFT - 8,
            bottom - BARS + 10,
            most));
  }

  private void bar(LocalDate day, double width, double top, double height, String colour) {
    if (height > 0) {
      out.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
              x(day) - width / 2,
              top,
              width,
              height,
              colour));
    }
  }

  private void line(Trend.Series one, String colour) {
    StringBuilder points = new StringBuilder();
    for (Trend.Day day : one.days()) {
      if (day.counts().value().isKnown()) {
        points.append(
            String.format(
                Locale.ROOT, "%.1f,%.1f ", x(day.day()), y(day.counts().value().value())));
      }
    }
    out.append(
        String.format(
            Locale.ROOT,
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>",
            points,
            colour));
    one.days().stream()
        .filter(day -> day.counts().value().isKnown())
        .forEach(day -> point(one, day, colour));
  }

  private void point(Trend.Series one, Trend.Day day, String colour) {
    double x = x(day.day());
    if (Double.isFinite(day.counts().value().lower())) {
      out.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$.1f\" y2=\"%3$.1f\" stroke=\"%4$s\""
                  + " stroke-opacity=\"0.45\" stroke-width=\"3\"/>",
              x,
              y(day.counts().value().lower()),
              y(day.counts().value().upper()),
              colour));
    }
    out.append(
        String.format(
            Locale.ROOT,
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s</title></circle>",
            x,
            y(day.counts().value().value()),
            colour,
            escaped(
                "%s: %s of %,d"
                    .formatted(
                        day.day(),
                        TrendText.number(one, day.counts().value().value()),
                        day.counts().scored()))));
  }

  private void key(Trend.Series one, String colour, int y) {
    out.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"11\" height=\"11\" fill=\"%s\"/>",
            LEFT,
            y,
            colour));
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\">%s</text>",
            LEFT + 18,
            y + 10,
            escaped(
                "%s, %s %s, %s to %s"
                    .formatted(
                        one.of(),
                        one.evaluator(),
                        one.shortFingerprint(),
                        one.days().get(0).day(),
                        one.days().get(one.days().size() - 1).day()))));
  }

  private double x(LocalDate day) {
    double edge = Math.min(40, WIDTH / 2.0 / (days + 1));
    return days == 0
        ? LEFT + WIDTH / 2.0
        : LEFT + edge + (WIDTH - 2 * edge) * ChronoUnit.DAYS.between(first, day) / days;
  }

  private double y(double value) {
    return TOP + HEIGHT * (high - value) / (high - low);
  }

  private DoubleStream bounds() {
    return series.stream()
        .flatMap(one -> one.days().stream())
        .flatMapToDouble(
            day ->
                DoubleStream.of(
                    day.counts().value().value(),
                    day.counts().value().lower(),
                    day.counts().value().upper()))
        .filter(Double::isFinite);
  }

  private static java.util.stream.Stream<LocalDate> days(List<Trend.Series> series) {
    return series.stream().flatMap(one -> one.days().stream()).map(Trend.Day::day);
  }
}
