package dev.assay.jobs.forecast;

import java.util.List;

/**
 * What judging a plan would take. Requests are exact as long as none has to be repeated, and copies
 * of a conversation are planned for the same metrics. Tokens that are read are counted; those that
 * are written are expected.
 *
 * @param lines one for each metric that is judged; their tokens and costs together are the totals
 * @param requests that would be made, each for one or more metrics
 * @param counting how the tokens that are read are counted
 */
public record JudgeForecast(List<Line> lines, long requests, List<String> counting) {

  /** Nothing is judged. */
  public static final JudgeForecast NONE = new JudgeForecast(List.of(), 0, List.of());

  public JudgeForecast {
    lines = List.copyOf(lines);
    counting = List.copyOf(counting);
  }

  /**
   * What one metric takes. Of a shared request it has its share, as results have.
   *
   * @param metric the metric's ordinal
   * @param reused evaluations that an answer is there for, or will be by another of these
   * @param tooLong evaluations that fail because the conversation is too long
   * @param asked answers that are asked for, each by one request, others beside it or not
   * @param inputTokens tokens that are read
   * @param outputTokens tokens that are written
   * @param costNanos money, in billionths of the currency of the settings' prices
   * @param earlierAnswers how many answers the expectation is taken from; 0 when there are too few,
   *     and then the most that may be written is expected
   */
  public record Line(
      int metric,
      long reused,
      long tooLong,
      long asked,
      long inputTokens,
      Range outputTokens,
      Range costNanos,
      long earlierAnswers) {}

  /**
   * What is expected, and its 95 % interval: the normal one of the sum of so many answers, from the
   * mean and variance of earlier ones; without those, from nothing to the most that is allowed.
   */
  public record Range(long expected, long lowest, long highest) {
    static final Range NONE = new Range(0, 0, 0);

    /** The sum; of intervals, as if all were missed to the same side, and so rather too wide. */
    public Range plus(Range other) {
      return new Range(expected + other.expected, lowest + other.lowest, highest + other.highest);
    }
  }

  /** All lines together. */
  public Line total() {
    Line sum = new Line(-1, 0, 0, 0, 0, Range.NONE, Range.NONE, 0);
    for (Line line : lines) {
      sum =
          new Line(
              -1,
              sum.reused + line.reused,
              sum.tooLong + line.tooLong,
              sum.asked + line.asked,
              sum.inputTokens + line.inputTokens,
              sum.outputTokens.plus(line.outputTokens),
              sum.costNanos.plus(line.costNanos),
              sum.earlierAnswers + line.earlierAnswers);
    }
    return sum;
  }
}
