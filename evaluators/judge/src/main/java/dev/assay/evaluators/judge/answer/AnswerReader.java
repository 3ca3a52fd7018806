package dev.assay.evaluators.judge.answer;

import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.FailureCode;
import dev.assay.evaluators.OneLine;
import dev.assay.evaluators.ScoreCheck;
import dev.assay.evaluators.judge.answer.AnswerJson.Found;
import dev.assay.evaluators.judge.answer.AnswerJson.Item;
import dev.assay.evaluators.judge.prompt.Question;
import dev.assay.evaluators.judge.prompt.Transcript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer to one request: an evaluation for each metric that was asked, in the order of
 * the questions.
 *
 * @param versions what was asked; the first is q1
 * @param transcript what the judge was shown
 */
public record AnswerReader(List<MetricVersion> versions, Transcript transcript) {

  /** The longest justification kept; the ledger keeps the whole answer. */
  public static final int MAX_JUSTIFICATION = 4000;

  private static final String CUT_OFF = "length";
  private static final String FILTERED = "content_filter";

  public AnswerReader {
    versions = List.copyOf(versions);
  }

  /** What an answer is good for. */
  public sealed interface Reading {

    /** One evaluation a metric: scored, not applicable, or failed. */
    record Usable(List<Evaluation> evaluations) implements Reading {
      public Usable {
        evaluations = List.copyOf(evaluations);
      }
    }

    /**
     * Nothing: no metric has an answer in it.
     *
     * @param failures what each metric's evaluation is when nobody asks again
     * @param problem what is wrong, quoting nothing of the answer
     * @param mendable whether asking again may help
     */
    record Unusable(List<Evaluation> failures, String problem, boolean mendable)
        implements Reading {
      public Unusable {
        failures = List.copyOf(failures);
      }
    }
  }

  /**
   * Reads a completion.
   *
   * @param completion what came back; empty when it was no chat completion
   */
  public Reading read(Optional<Completion> completion) {
    if (completion.isEmpty()) {
      return unusable(
          AnswerFailure.MALFORMED_ANSWER, "the server's answer is no chat completion", true);
    }
    Completion complete = completion.get();
    String refusal = complete.refusal();
    if (refusal != null) {
      return unusable(AnswerFailure.REFUSAL, "the judge refused: " + OneLine.of(refusal), false);
    }
    boolean cutOff = complete.finish().equals(CUT_OFF);
    boolean filtered = complete.finish().equals(FILTERED);
    Unreadable lost =
        cutOff
            ? new Unreadable(
                AnswerFailure.ANSWER_TOO_LONG,
                "the answer reached its limit of tokens; raise max_output_tokens")
            : new Unreadable(
                AnswerFailure.CONTENT_FILTER, "the server's content filter withheld the answer");
    if (complete.content().isBlank()) {
      return cutOff || filtered
          ? unusable(lost.failure, lost.reason, false)
          : unusable(AnswerFailure.EMPTY_ANSWER, "the judge wrote nothing", true);
    }
    Found found = AnswerJson.find(complete.content());
    if (found instanceof Found.Nothing nothing) {
      return cutOff || filtered
          ? unusable(lost.failure, lost.reason, false)
          : unusable(AnswerFailure.MALFORMED_ANSWER, nothing.problem(), true);
    }
    Found.Answers answers = (Found.Answers) found;
    return evaluations(answers, !answers.complete() && (cutOff || filtered) ? lost : null);
  }

  /** A body that is larger than any answer may be. */
  public Reading tooLarge() {
    return unusable(AnswerFailure.ANSWER_TOO_LONG, "the answer is larger than any may be", false);
  }

  /** What became of answers that are not there. */
  private record Unreadable(AnswerFailure failure, String reason) {}

  private Reading evaluations(Found.Answers answers, @Nullable Unreadable lost) {
    List<Evaluation> evaluations = new ArrayList<>(versions.size());
    boolean shaped = false;
    for (int i = 0; i < versions.size(); i++) {
      MetricVersion version = versions.get(i);
      Item item = answers.items().get(Question.name(i));
      if (item instanceof Item.Answered answered) {
        shaped = true;
        evaluations.add(evaluation(version, answered));
      } else if (lost != null) {
        evaluations.add(lost.failure.failed(version, lost.reason));
      } else if (item instanceof Item.Broken broken) {
        evaluations.add(AnswerFailure.MALFORMED_ANSWER.failed(version, broken.problem()));
      } else if (answers.complete()) {
        evaluations.add(
            AnswerFailure.MISSING_ANSWER.failed(version, "the judge did not answer the question"));
      } else {
        evaluations.add(
            AnswerFailure.MALFORMED_ANSWER.failed(version, "the JSON breaks off before it"));
      }
    }
    return shaped
        ? new Reading.Usable(evaluations)
        : new Reading.Unusable(
            evaluations, "it answers none of the questions in the shape asked for", lost == null);
  }

  private Evaluation evaluation(MetricVersion version, Item.Answered answered) {
    boolean applicable = !Boolean.FALSE.equals(answered.applicable());
    Object value = answered.value();
    String reason = justification(answered.reason());
    if (!applicable) {
      return value == null || value == AnswerJson.Kind.NULL
          ? references(answered)
              .<Evaluation>map(references -> new Evaluation.NotApplicable(reason, references))
              .orElseGet(() -> invented(version))
          : AnswerFailure.MALFORMED_ANSWER.failed(
              version, "the judge gave a value and said that the metric is not applicable");
    }
    if (value == null) {
      return AnswerFailure.MISSING_ANSWER.failed(version, "the judge gave no value");
    }
    ScoreCheck check = ScoreCheck.of(version, value);
    if (check instanceof ScoreCheck.Refused refused) {
      return refused.failure();
    }
    return references(answered)
        .<Evaluation>map(
            references ->
                new Evaluation.Scored(((ScoreCheck.Accepted) check).score(), reason, references))
        .orElseGet(() -> invented(version));
  }

  /** The ids of the named messages, in their order; empty when one of them does not exist. */
  private Optional<List<String>> references(Item.Answered answered) {
    SortedSet<Integer> places = new TreeSet<>();
    for (String name : answered.messages()) {
      Optional<Integer> place = transcript.place(name);
      if (place.isEmpty()) {
        return Optional.empty();
      }
      places.add(place.get());
    }
    return Optional.of(places.stream().map(place -> transcript.ids().get(place)).toList());
  }

  private static Evaluation invented(MetricVersion version) {
    return FailureCode.INVALID_REFERENCE.failed(
        "Cannot judge '%s' version %d: the judge named a message that it was not shown"
            .formatted(version.metricName(), version.version()));
  }

  private @Nullable String justification(@Nullable String reason) {
    StringBuilder text = new StringBuilder();
    if (reason != null) {
      boolean tooLong = reason.length() > MAX_JUSTIFICATION;
      String kept = tooLong ? reason.substring(0, MAX_JUSTIFICATION - 1) : reason;
      for (int i = 0; i < kept.length(); i++) {
        char c = kept.charAt(i);
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < kept.length()
                && Character.isLowSurrogate(kept.charAt(i + 1));
        if (paired) {
          text.append(c).append(kept.charAt(++i));
        } else {
          text.append(c == 0 || Character.isSurrogate(c) ? '\uFFFD' : c);
        }
      }
      text.append(tooLong ? "…" : "");
    }
    Transcript.LeftOut leftOut = transcript.leftOut();
    if (leftOut != null) {
      text.append(text.isEmpty() ? "" : " ")
          .append("[Judged without messages ")
          .append(leftOut.first())
          .append(" to ")
          .append(leftOut.last())
          .append(" of ")
          .append(leftOut.of())
          .append(": the conversation is too long.]");
    }
    return reason == null && leftOut == null ? null : text.toString().strip();
  }

  private Reading unusable(AnswerFailure failure, String reason, boolean mendable) {
    return new Reading.Unusable(
        versions.stream().<Evaluation>map(version -> failure.failed(version, reason)).toList(),
        reason,
        mendable);
  }
}
