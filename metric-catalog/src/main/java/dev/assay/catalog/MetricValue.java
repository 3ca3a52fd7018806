package dev.assay.catalog;

import java.util.HashSet;
import java.util.List;

/** Which values a metric may take. */
public sealed interface MetricValue {

  /** The type's word in YAML, JSON and tables: {@code boolean}, {@code numerical}, … */
  String type();

  /** True or false. */
  record BooleanValue() implements MetricValue {
    @Override
    public String type() {
      return "boolean";
    }
  }

  /**
   * A finite number, both bounds included.
   *
   * @param lowerBound finite, less than {@code upperBound}
   * @param upperBound finite
   */
  record NumericalValue(double lowerBound, double upperBound) implements MetricValue {
    public NumericalValue {
      if (!Double.isFinite(lowerBound) || !Double.isFinite(upperBound)) {
        throw new IllegalArgumentException(
            "Invalid bounds %s to %s: both must be finite".formatted(lowerBound, upperBound));
      }
      if (lowerBound >= upperBound) {
        throw new IllegalArgumentException(
            "Invalid bounds %s to %s: the lower must be less than the upper"
                .formatted(lowerBound, upperBound));
      }
    }

    @Override
    public String type() {
      return "numerical";
    }

    /** Whether {@code value} is finite and within the bounds. */
    public boolean admits(double value) {
      return value >= lowerBound && value <= upperBound;
    }
  }

  /**
   * One of a list of words.
   *
   * @param categories 1 to 50, trimmed, none empty, none twice
   */
  record CategoricalValue(List<String> categories) implements MetricValue {
    /** The most categories a metric may have. */
    public static final int MAX_CATEGORIES = 50;

    public CategoricalValue {
      categories = categories.stream().map(String::strip).toList();
      if (categories.isEmpty() || categories.size() > MAX_CATEGORIES) {
        throw new IllegalArgumentException(
            "Invalid categories: %d given, 1 to %d allowed"
                .formatted(categories.size(), MAX_CATEGORIES));
      }
      if (categories.stream().anyMatch(String::isEmpty)) {
        throw new IllegalArgumentException("Invalid categories: one is empty");
      }
      HashSet<String> seen = new HashSet<>();
      for (String category : categories) {
        if (!seen.add(category)) {
          throw new IllegalArgumentException(
              "Invalid categories: '%s' is given twice".formatted(category));
        }
      }
    }

    @Override
    public String type() {
      return "categorical";
    }
  }
}
