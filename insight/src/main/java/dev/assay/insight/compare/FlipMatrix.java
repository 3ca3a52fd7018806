package dev.assay.insight.compare;

import java.util.List;

/**
 * How many conversations went from which answer to which.
 *
 * @param labels the answers, in the order of rows and columns
 * @param counts square; a row an answer before, a column an answer after
 */
public record FlipMatrix(List<String> labels, List<List<Long>> counts) {

  public FlipMatrix {
    labels = List.copyOf(labels);
    counts = counts.stream().map(List::copyOf).toList();
    int size = labels.size();
    if (counts.size() != size || counts.stream().anyMatch(row -> row.size() != size)) {
      throw new IllegalArgumentException(
          "Invalid flip matrix: %d answers need as many rows and columns".formatted(size));
    }
  }

  /** Conversations in it. */
  long pairs() {
    return counts.stream().flatMap(List::stream).mapToLong(Long::longValue).sum();
  }

  /** Those whose answer stayed. */
  long stayed() {
    long stayed = 0;
    for (int i = 0; i < labels.size(); i++) {
      stayed += counts.get(i).get(i);
    }
    return stayed;
  }

  /** The same without what went from or to an answer. */
  FlipMatrix without(String label) {
    int out = labels.indexOf(label);
    return out < 0
        ? this
        : new FlipMatrix(
            without(labels, out), without(counts, out).stream().map(r -> without(r, out)).toList());
  }

  /** One answer against all others. */
  PairedShares of(int label) {
    long both = counts.get(label).get(label);
    return new PairedShares(pairs(), both, row(label) - both, column(label) - both);
  }

  /** The share whose answer stayed, 0 to 1, with Wilson's interval. */
  Estimate agreement() {
    return Estimate.share(stayed(), pairs());
  }

  /**
   * Cohen's kappa: agreement beyond chance, 1 for full agreement, 0 for as much as chance gives. J.
   * Cohen, Educational and Psychological Measurement 20 (1960), 37–46; the interval is normal with
   * the standard error of J. L. Fleiss, J. Cohen and B. S. Everitt, Psychological Bulletin 72
   * (1969), 323–327. Unknown when all answers are the same.
   */
  Estimate kappa() {
    return kappa((i, j) -> i == j ? 1 : 0);
  }

  /**
   * Kappa in which answers that are near count for more: with quadratic weights in the order of the
   * labels. J. Cohen, Psychological Bulletin 70 (1968), 213–220; standard error as of {@link
   * #kappa}.
   */
  Estimate quadraticKappa() {
    double width = Math.max(1, labels.size() - 1);
    return kappa((i, j) -> 1 - (i - j) * (i - j) / (width * width));
  }

  private interface Weight {
    double of(int before, int after);
  }

  private Estimate kappa(Weight weight) {
    double n = pairs();
    if (n == 0) {
      return Estimate.UNKNOWN;
    }
    int size = labels.size();
    double[] before = new double[size];
    double[] after = new double[size];
    for (int i = 0; i < size; i++) {
      before[i] = row(i) / n;
      after[i] = column(i) / n;
    }
    // Of each answer, the weight that chance gives to it.
    double[] rowWeight = new double[size];
    double[] columnWeight = new double[size];
    double observed = 0;
    double byChance = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double w = weight.of(i, j);
        rowWeight[i] += w * after[j];
        columnWeight[j] += w * before[i];
        observed += w * counts.get(i).get(j) / n;
        byChance += w * before[i] * after[j];
      }
    }
    if (byChance >= 1) {
      return Estimate.UNKNOWN;
    }
    double kappa = (observed - byChance) / (1 - byChance);
    double sum = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double part = weight.of(i, j) - (rowWeight[i] + columnWeight[j]) * (1 - kappa);
        sum += counts.get(i).get(j) / n * part * part;
      }
    }
    double rest = kappa - byChance * (1 - kappa);
    double error = Math.sqrt(Math.max(0, sum - rest * rest) / n) / (1 - byChance);
    return new Estimate(
        kappa, Math.max(-1, kappa - Estimate.Z * error), Math.min(1, kappa + Estimate.Z * error));
  }

  private long row(int label) {
    return counts.get(label).stream().mapToLong(Long::longValue).sum();
  }

  private long column(int label) {
    return counts.stream().mapToLong(row -> row.get(label)).sum();
  }

  private static <T> List<T> without(List<T> all, int index) {
    return java.util.stream.IntStream.range(0, all.size())
        .filter(i -> i != index)
        .mapToObj(all::get)
        .toList();
  }
}
