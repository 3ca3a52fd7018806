package dev.assay.insight.compare;

import dev.assay.catalog.MetricValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers pairs of answers and says what they show. Not thread-safe. */
final class PairTally {
  static final String NOT_APPLICABLE = "not applicable";

  private static final String A_NUMBER = "a number";
  private static final String MCNEMAR = "McNemar, exact";
  private static final String WILCOXON = "Wilcoxon signed rank";
  private static final String COHEN = "Cohen's kappa";
  private static final String QUADRATIC = "quadratically weighted kappa";

  private final List<String> labels;
  private final Map<String, Integer> places = new HashMap<>();
  private final long[][] counts;
  private final PairedNumbers numbers = new PairedNumbers();
  private final boolean isNumerical;
  private final boolean isBoolean;
  private final boolean isOrdered;

  /**
   * @param before the values that the earlier version may give
   * @param after those that the later one may give, of the same type
   * @param ordered whether categories have an order, that of the definition
   */
  PairTally(MetricValue before, MetricValue after, boolean ordered) {
    Set<String> all = new LinkedHashSet<>(values(after));
    all.addAll(values(before));
    all.add(NOT_APPLICABLE);
    labels = List.copyOf(all);
    for (String label : labels) {
      places.put(label, places.size());
    }
    counts = new long[labels.size()][labels.size()];
    isNumerical = after instanceof MetricValue.NumericalValue;
    isBoolean = after instanceof MetricValue.BooleanValue;
    isOrdered = ordered;
  }

  private static List<String> values(MetricValue value) {
    if (value instanceof MetricValue.BooleanValue) {
      return List.of("true", "false");
    }
    return value instanceof MetricValue.CategoricalValue categorical
        ? categorical.categories()
        : List.of(A_NUMBER);
  }

  /** A pair; null is not applicable. Numbers are {@code Double}, other values text. */
  void add(@Nullable Object before, @Nullable Object after) {
    counts[place(before)][place(after)]++;
    if (before instanceof Double first && after instanceof Double second) {
      numbers.add(first, second);
    }
  }

  Comparison.Group group() {
    FlipMatrix all =
        new FlipMatrix(
            labels, Arrays.stream(counts).map(row -> Arrays.stream(row).boxed().toList()).toList());
    FlipMatrix applicable = all.without(NOT_APPLICABLE);
    return new Comparison.Group(
        all.pairs(),
        applicable.pairs(),
        all,
        isNumerical ? Estimate.share(numbers.stayed(), numbers.pairs()) : applicable.agreement(),
        kappa(applicable),
        isNumerical || isOrdered ? QUADRATIC : COHEN,
        shifts(applicable));
  }

  private Estimate kappa(FlipMatrix applicable) {
    if (isNumerical) {
      double kappa = numbers.pairs() == 0 ? Double.NaN : numbers.quadraticKappa();
      return new Estimate(kappa, Double.NaN, Double.NaN);
    }
    return isOrdered ? applicable.quadraticKappa() : applicable.kappa();
  }

  private List<Comparison.Shift> shifts(FlipMatrix applicable) {
    if (applicable.pairs() == 0) {
      return List.of();
    }
    if (isNumerical) {
      return List.of(
          new Comparison.Shift(
              "mean",
              numbers.meanBefore(),
              numbers.meanAfter(),
              numbers.shift(),
              WILCOXON,
              numbers.pValue()));
    }
    List<Comparison.Shift> shifts = new ArrayList<>();
    // The share of false says the same as that of true.
    int some = isBoolean ? 1 : applicable.labels().size();
    for (int i = 0; i < some; i++) {
      PairedShares shares = applicable.of(i);
      shifts.add(
          new Comparison.Shift(
              "share of " + applicable.labels().get(i),
              shares.before(),
              shares.after(),
              shares.shift(),
              MCNEMAR,
              shares.pValue()));
    }
    return shifts;
  }

  private int place(@Nullable Object answer) {
    String label =
        answer == null ? NOT_APPLICABLE : answer instanceof Double ? A_NUMBER : answer.toString();
    Integer place = places.get(label);
    if (place == null) {
      throw new IllegalArgumentException(
          "Invalid answer '%s': not one of %s".formatted(label, labels));
    }
    return place;
  }
}
