package dev.assay.insight.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Published worked examples, and how often intervals cover the truth. */
class PairedStatisticsTest {
  private static final int TRIALS = 1000;

  @Test
  void theShiftOfAShareIsThatOfAgrestisExample() {
    // A. Agresti, Categorical Data Analysis, 2nd ed. (2002), section 10.1: approval of a prime
    // minister in two surveys of 1600 people; difference -0.04, Wald interval -0.059 to -0.021 (the
    // adjusted one is a hair wider), McNemar's z = -4.17.
    PairedShares approval = new PairedShares(1600, 794, 150, 86);

    assertThat(approval.before()).isEqualTo(0.59);
    assertThat(approval.after()).isEqualTo(0.55);
    assertThat(approval.shift().value()).isCloseTo(-0.04, within(1e-12));
    assertThat(approval.shift().lower()).isCloseTo(-0.0589, within(3e-4));
    assertThat(approval.shift().upper()).isCloseTo(-0.0212, within(3e-4));
    // The exact test beside the normal p = 3.1e-5.
    assertThat(approval.pValue()).isBetween(2e-5, 5e-5);
  }

  @Test
  void mcNemarsExactTestIsTheTwoSidedBinomialOfTheFlips() {
    // 2 * P(X <= 1) for 10 flips: 2 * (1 + 10) / 1024.
    assertThat(new PairedShares(50, 20, 1, 9).pValue()).isCloseTo(22.0 / 1024, within(1e-12));
    assertThat(new PairedShares(50, 20, 0, 0).pValue()).isEqualTo(1);
  }

  @Test
  void kappaIsThatOfPublishedTables() {
    // The grant proposals of the encyclopedias: 20 and 15 agree of 50, kappa 0.4.
    FlipMatrix proposals =
        new FlipMatrix(List.of("yes", "no"), List.of(List.of(20L, 5L), List.of(10L, 15L)));
    assertThat(proposals.kappa().value()).isCloseTo(0.4, within(1e-12));
    assertThat(proposals.agreement().value()).isEqualTo(0.7);

    // J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed.
    // (2003), table 18.1: two raters' diagnoses of 100 people; kappa 0.68, standard error 0.087.
    FlipMatrix diagnoses =
        new FlipMatrix(
            List.of("psychotic", "neurotic", "organic"),
            List.of(List.of(75L, 1L, 4L), List.of(5L, 4L, 1L), List.of(0L, 0L, 10L)));
    Estimate kappa = diagnoses.kappa();
    assertThat(kappa.value()).isCloseTo(0.676, within(5e-4));
    assertThat((kappa.upper() - kappa.lower()) / (2 * Estimate.Z)).isCloseTo(0.087, within(1e-3));
  }

  @Test
  void withTwoAnswersWeightsChangeNothingAndWithMoreNearOnesCountForMore() {
    FlipMatrix two =
        new FlipMatrix(List.of("yes", "no"), List.of(List.of(20L, 5L), List.of(10L, 15L)));
    assertThat(two.quadraticKappa().value()).isCloseTo(two.kappa().value(), within(1e-12));

    FlipMatrix near =
        new FlipMatrix(
            List.of("low", "middle", "high"),
            List.of(List.of(10L, 5L, 0L), List.of(5L, 10L, 5L), List.of(0L, 5L, 10L)));
    FlipMatrix far =
        new FlipMatrix(
            List.of("low", "middle", "high"),
            List.of(List.of(10L, 0L, 5L), List.of(5L, 10L, 5L), List.of(5L, 0L, 10L)));
    assertThat(near.quadraticKappa().value()).isGreaterThan(far.quadraticKappa().value());
  }

  @Test
  void theQuadraticKappaOfNumbersIsThatOfTheirTable() {
    PairedNumbers numbers = new PairedNumbers();
    long[][] counts = {{11, 3, 1}, {2, 9, 4}, {0, 5, 12}};
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int n = 0; n < counts[i][j]; n++) {
          numbers.add(i, j);
        }
      }
    }
    FlipMatrix table =
        new FlipMatrix(
            List.of("0", "1", "2"),
            List.of(List.of(11L, 3L, 1L), List.of(2L, 9L, 4L), List.of(0L, 5L, 12L)));

    assertThat(numbers.quadraticKappa()).isCloseTo(table.quadraticKappa().value(), within(1e-12));
  }

  @Test
  void wilcoxonsTestIsThatOfHollanderAndWolfe() {
    // M. Hollander and D. A. Wolfe, Nonparametric Statistical Methods (1973), p. 29: depression
    // scores at two visits; V = 40, one-sided p = 0.019, so 0.039 two-sided.
    double[] first = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
    double[] second = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
    PairedNumbers scores = new PairedNumbers();
    for (int i = 0; i < first.length; i++) {
      scores.add(first[i], second[i]);
    }

    assertThat(scores.pValue()).isCloseTo(0.0390625, within(1e-9));
    assertThat(scores.medianDifference()).isCloseTo(-0.49, within(1e-9));
  }

  @Test
  void studentsIntervalIsThatOfTheSleepData() {
    // "Student", Biometrika 6 (1908), 1-25: hours of sleep gained by ten patients under two drugs;
    // mean difference 1.58, interval 0.70 to 2.46.
    double[] one = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
    double[] other = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    PairedNumbers sleep = new PairedNumbers();
    for (int i = 0; i < one.length; i++) {
      sleep.add(one[i], other[i]);
    }

    assertThat(sleep.shift().value()).isCloseTo(1.58, within(1e-9));
    assertThat(sleep.shift().lower()).isCloseTo(0.7001142, within(1e-6));
    assertThat(sleep.shift().upper()).isCloseTo(2.4598858, within(1e-6));
  }

  @Test
  void intervalsOfSharesCoverTheTruthOfJudgesOfKnownErrorAsOftenAsTheySay() {
    // Of 60 % that are true, one judge sees 85 % and raises 20 % false alarms, the other 95 % and
    // 10 %.
    double truth = 0.6;
    double shift = truth * (0.95 - 0.85) + (1 - truth) * (0.10 - 0.20);
    int covered = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      Random random = new Random(trial);
      long both = 0;
      long lost = 0;
      long gained = 0;
      int pairs = 400;
      for (int i = 0; i < pairs; i++) {
        boolean isTrue = random.nextDouble() < truth;
        boolean one = random.nextDouble() < (isTrue ? 0.85 : 0.20);
        boolean other = random.nextDouble() < (isTrue ? 0.95 : 0.10);
        both += one && other ? 1 : 0;
        lost += one && !other ? 1 : 0;
        gained += !one && other ? 1 : 0;
      }
      Estimate estimate = new PairedShares(pairs, both, lost, gained).shift();
      covered += estimate.lower() <= shift && shift <= estimate.upper() ? 1 : 0;
    }
    System.out.printf("shares: %d of %d intervals cover the truth%n", covered, TRIALS);
    assertThat(covered).isBetween(930, 970);
  }

  @Test
  void intervalsOfMeansAndKappasCoverTheTruthAsOftenAsTheySay() {
    int meansCovered = 0;
    int kappasCovered = 0;
    // Two judges that each see a fair coin rightly in 85 of 100 throws.
    double agreed = 0.85 * 0.85 + 0.15 * 0.15;
    double kappa = (agreed - 0.5) / 0.5;
    for (int trial = 0; trial < TRIALS; trial++) {
      Random random = new Random(trial);
      PairedNumbers numbers = new PairedNumbers();
      long[][] counts = new long[2][2];
      for (int i = 0; i < 300; i++) {
        double score = 3 + random.nextGaussian();
        numbers.add(score + 0.8 * random.nextGaussian(), score + 0.25 + random.nextGaussian());
        boolean isTrue = random.nextBoolean();
        int one = (random.nextDouble() < 0.85) == isTrue ? 0 : 1;
        int other = (random.nextDouble() < 0.85) == isTrue ? 0 : 1;
        counts[one][other]++;
      }
      Estimate mean = numbers.shift();
      meansCovered += mean.lower() <= 0.25 && 0.25 <= mean.upper() ? 1 : 0;
      Estimate found =
          new FlipMatrix(
                  List.of("yes", "no"),
                  List.of(List.of(counts[0][0], counts[0][1]), List.of(counts[1][0], counts[1][1])))
              .kappa();
      kappasCovered += found.lower() <= kappa && kappa <= found.upper() ? 1 : 0;
    }
    System.out.printf(
        "means: %d, kappas: %d of %d intervals cover the truth%n",
        meansCovered, kappasCovered, TRIALS);
    assertThat(meansCovered).isBetween(930, 970);
    assertThat(kappasCovered).isBetween(930, 970);
  }
}
