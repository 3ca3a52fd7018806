package dev.assay.insight.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison for people. */
public final class ComparisonText {
  private static final int MOST_SERVICES = 10;
  private static final int LONGEST_REASON = 300;
  private static final double SMALLEST_P = 0.0001;

  private ComparisonText() {}

  /**
   * The comparison, in lines that end with a newline.
   *
   * @param isTerminal whether a person looks at it at once: then many services and long
   *     justifications are cut
   */
  public static String of(Comparison comparison, boolean isTerminal) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: version %d against version %d"
            .formatted(
                comparison.name(), comparison.after().version(), comparison.before().version()));
    lines.add(side(comparison.before()));
    lines.add(side(comparison.after()));
    comparison.warnings().forEach(warning -> lines.add("! " + warning));
    lines.add("");
    lines.add(pairs(comparison));
    Comparison.Group overall = comparison.overall();
    if (overall.pairs() > 0) {
      lines.add("");
      overall.shifts().forEach(shift -> lines.add(shift(shift)));
      lines.add(agreement(overall));
      lines.add("");
      flips(lines, comparison);
      services(lines, comparison, isTerminal ? MOST_SERVICES : Integer.MAX_VALUE);
      examples(lines, comparison, isTerminal ? LONGEST_REASON : Integer.MAX_VALUE);
    }
    lines.add("");
    lines.add(backfill(comparison));
    return String.join("\n", lines) + "\n";
  }

  private static String side(Comparison.Side side) {
    return "  version %-4d %s, %s"
        .formatted(side.version(), side.evaluator(), side.description().replace('\n', ' '));
  }

  static String pairs(Comparison comparison) {
    StringBuilder text = new StringBuilder();
    text.append("%,d conversations have a result of both".formatted(comparison.overall().pairs()));
    if (comparison.sample() < 1) {
      text.append(", in a sample of ").append(percent(comparison.sample()));
    }
    Comparison.LeftOut out = comparison.leftOut();
    part(text, out.onlyBefore(), "of version %d alone".formatted(comparison.before().version()));
    part(text, out.onlyAfter(), "of version %d alone".formatted(comparison.after().version()));
    part(text, out.otherText(), "whose text has changed between");
    return text.append('.').toString();
  }

  private static void part(StringBuilder text, long count, String what) {
    if (count > 0) {
      text.append("; %,d %s are left out".formatted(count, what));
    }
  }

  static String shift(Comparison.Shift shift) {
    boolean isShare = isShare(shift);
    return "%s: %s → %s, shift %s (95 %%: %s to %s), %s %s"
        .formatted(
            shift.of(),
            isShare ? percent(shift.before()) : number(shift.before()),
            isShare ? percent(shift.after()) : number(shift.after()),
            moved(isShare, shift.shift().value()),
            moved(isShare, shift.shift().lower()),
            moved(isShare, shift.shift().upper()),
            shift.test(),
            p(shift.pValue()));
  }

  static boolean isShare(Comparison.Shift shift) {
    return !shift.of().equals("mean");
  }

  static String agreement(Comparison.Group group) {
    return "agreement %s (%s to %s), %s %s"
        .formatted(
            percent(group.agreement().value()),
            percent(group.agreement().lower()),
            percent(group.agreement().upper()),
            group.kappaName(),
            kappa(group.kappa()));
  }

  private static String kappa(Estimate kappa) {
    if (!kappa.isKnown()) {
      return "unknown, since all values are the same";
    }
    return Double.isNaN(kappa.lower())
        ? number(kappa.value())
        : "%s (%s to %s)"
            .formatted(number(kappa.value()), number(kappa.lower()), number(kappa.upper()));
  }

  private static void flips(List<String> lines, Comparison comparison) {
    FlipMatrix flips = comparison.overall().flips();
    List<Integer> used = used(flips);
    int width = used.stream().mapToInt(i -> flips.labels().get(i).length()).max().orElse(1) + 2;
    lines.add(
        "Which answer became which (rows: version %d, columns: version %d)"
            .formatted(comparison.before().version(), comparison.after().version()));
    StringBuilder header = new StringBuilder(" ".repeat(width));
    used.forEach(
        i ->
            header
                .append(" ".repeat(width - flips.labels().get(i).length()))
                .append(flips.labels().get(i)));
    lines.add(header.toString());
    for (int i : used) {
      StringBuilder line = new StringBuilder(padded(flips.labels().get(i), width));
      for (int j : used) {
        line.append(("%," + width + "d").formatted(flips.counts().get(i).get(j)));
      }
      lines.add(line.toString());
    }
  }

  /** Answers that either version gave. */
  static List<Integer> used(FlipMatrix flips) {
    List<Integer> used = new ArrayList<>();
    for (int i = 0; i < flips.labels().size(); i++) {
      int label = i;
      boolean any =
          flips.counts().get(i).stream().anyMatch(n -> n > 0)
              || flips.counts().stream().anyMatch(row -> row.get(label) > 0);
      if (any) {
        used.add(i);
      }
    }
    return used;
  }

  private static void services(List<String> lines, Comparison comparison, int most) {
    if (comparison.services().size() < 2) {
      return;
    }
    lines.add("");
    lines.add("By service");
    comparison.services().stream()
        .limit(most)
        .forEach(
            service -> {
              lines.add(
                  "  %s, %,d conversations"
                      .formatted(serviceName(service.serviceId()), service.group().pairs()));
              service.group().shifts().forEach(shift -> lines.add("    " + shift(shift)));
            });
    int more = comparison.services().size() - most;
    if (more > 0) {
      lines.add("  and %,d more; --format json has all".formatted(more));
    }
  }

  /** A service for people. */
  public static String serviceName(@Nullable String serviceId) {
    return serviceId == null ? "without a service" : serviceId;
  }

  private static void examples(List<String> lines, Comparison comparison, int longest) {
    if (comparison.examples().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("Conversations whose answer changed");
    for (Comparison.Example example : comparison.examples()) {
      lines.add(
          "  %s (%s): %s → %s"
              .formatted(
                  example.conversationId(),
                  serviceName(example.serviceId()),
                  example.before(),
                  example.after()));
      reason(lines, comparison.before(), example.justificationBefore(), longest);
      reason(lines, comparison.after(), example.justificationAfter(), longest);
    }
  }

  private static void reason(
      List<String> lines, Comparison.Side side, @Nullable String text, int longest) {
    if (text != null && !text.isBlank()) {
      String line = text.replace('\n', ' ').strip();
      lines.add(
          "    version %d: %s"
              .formatted(
                  side.version(),
                  line.length() <= longest ? line : line.substring(0, longest) + "…"));
    }
  }

  static String backfill(Comparison comparison) {
    Comparison.Backfill backfill = comparison.backfill();
    String left =
        "%,d conversations have no result of version %d"
            .formatted(backfill.conversations(), comparison.after().version());
    if (backfill.conversations() == 0) {
      return "Every conversation has a result of version %d."
          .formatted(comparison.after().version());
    }
    if (!backfill.cost().isKnown()) {
      return left + "; what they would cost is not known yet. ./assay backfill --dry-run tells.";
    }
    return backfill.from() == 0
        ? left + "; evaluating them costs nothing but time."
        : "%s; evaluating them would cost about %s (95 %%: %s to %s), as %,d results of it did."
            .formatted(
                left,
                number(backfill.cost().value()),
                number(backfill.cost().lower()),
                number(backfill.cost().upper()),
                backfill.from());
  }

  /** A share for people. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  static String moved(boolean isShare, double by) {
    return isShare
        ? String.format(Locale.ROOT, "%+.1f points", 100 * by)
        : (by > 0 ? "+" : "") + number(by);
  }

  /** A number for people. */
  public static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  static String p(double value) {
    return value < SMALLEST_P ? "p < 0.0001" : String.format(Locale.ROOT, "p = %.4f", value);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
