package dev.assay.insight.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a version of a metric changed against another.
 *
 * @param metricId the metric
 * @param name its name
 * @param valueType {@code boolean}, {@code numerical} or {@code categorical}
 * @param before the version that is compared with
 * @param after the version that is looked at
 * @param sample the share of conversations that was asked for, 1 for all
 * @param leftOut what has a result of one version and counts for nothing
 * @param overall all pairs
 * @param services the same for each service, the largest first
 * @param examples changed conversations, the most telling first
 * @param backfill what evaluating the rest with the later version would cost
 * @param warnings what a reader must know before believing a number
 */
public record Comparison(
    String metricId,
    String name,
    String valueType,
    Side before,
    Side after,
    double sample,
    LeftOut leftOut,
    Group overall,
    List<ServiceGroup> services,
    List<Example> examples,
    Backfill backfill,
    List<String> warnings) {

  public Comparison {
    services = List.copyOf(services);
    examples = List.copyOf(examples);
    warnings = List.copyOf(warnings);
  }

  /**
   * One version.
   *
   * @param version its number
   * @param description what it measures
   * @param evaluator what scores it, such as {@code judge}
   * @param fingerprint of the evaluator whose results are compared, null without results
   */
  public record Side(
      int version, String description, String evaluator, @Nullable String fingerprint) {}

  /**
   * Results that are not compared.
   *
   * @param onlyBefore conversations that only the earlier version has a result of
   * @param onlyAfter those that only the later one has a result of
   * @param otherText those whose text changed between the two evaluations
   * @param otherEvaluator results by another evaluator (a model, its parameters, a prompt) than the
   *     version's newest one
   */
  public record LeftOut(long onlyBefore, long onlyAfter, long otherText, long otherEvaluator) {}

  /**
   * Pairs and what they say.
   *
   * @param pairs conversations with an answer of both versions
   * @param applicable those to which both gave a value
   * @param flips which answer became which; numbers only whether there was one
   * @param agreement the share of applicable pairs with the same value
   * @param kappa Cohen's kappa over applicable pairs; with quadratic weights where values are
   *     ordered
   * @param kappaName {@code Cohen's kappa} or {@code quadratically weighted kappa}
   * @param shifts how the values moved
   */
  public record Group(
      long pairs,
      long applicable,
      FlipMatrix flips,
      Estimate agreement,
      Estimate kappa,
      String kappaName,
      List<Shift> shifts) {

    public Group {
      shifts = List.copyOf(shifts);
    }
  }

  /** The pairs of one service, null for conversations of none. */
  public record ServiceGroup(@Nullable String serviceId, Group group) {}

  /**
   * How one thing moved.
   *
   * @param of {@code share of true}, {@code share of …} or {@code mean}
   * @param before its value under the earlier version
   * @param after its value under the later one
   * @param shift after less before
   * @param test {@code McNemar, exact} or {@code Wilcoxon signed rank}
   * @param pValue of the test, 0 to 1; not corrected for asking of several things at once
   */
  public record Shift(
      String of, double before, double after, Estimate shift, String test, double pValue) {}

  /** A conversation whose answer changed. */
  public record Example(
      String conversationId,
      @Nullable String serviceId,
      String before,
      String after,
      @Nullable String justificationBefore,
      @Nullable String justificationAfter) {}

  /**
   * Evaluating what is left with the later version.
   *
   * @param conversations finished ones of the metric's services without a result of it
   * @param cost in the currency of the settings, from the mean of what its results cost; 0 where
   *     nothing is paid
   * @param from how many results that mean is taken, 0 when no cost is known
   */
  public record Backfill(long conversations, Estimate cost, long from) {}
}
