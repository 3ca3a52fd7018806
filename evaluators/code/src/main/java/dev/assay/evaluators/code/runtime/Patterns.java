package dev.assay.evaluators.code.runtime;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.assay.evaluators.OneLine;

/**
 * Regular expressions in RE2's dialect. Matching takes time in proportion to the text's length
 * times the pattern's program, so both are bounded; a program is bounded before it is made.
 */
public final class Patterns {
  /** The longest pattern, in characters. */
  static final int MAX_CHARACTERS = 1_000;

  /** The largest program, in RE2's instructions. */
  static final int MAX_PROGRAM = 2_000;

  /** What making a pattern while an expression runs costs, in pattern steps. */
  private static final long COMPILATION = 20_000;

  private Patterns() {}

  /**
   * Matches a pattern that is known before the expression runs.
   *
   * @throws EvaluationError when it is no pattern
   */
  public static Step constant(Step text, String regex) {
    Pattern pattern = compile(regex);
    RequiredText required = RequiredText.of(regex).orElse(null);
    return frame -> {
      Object value = text.run(frame);
      if (!(value instanceof String known)) {
        throw Values.mismatch(Operators.MATCHES, value);
      }
      return (required == null || required.mayMatch(frame.budget(), known))
          && find(frame.budget(), pattern, known);
    };
  }

  /** Makes a pattern that an expression computed. */
  static Pattern computed(String regex, Budget budget) {
    budget.spend(Resource.PATTERN_STEPS, COMPILATION + 10L * PatternSize.of(regex));
    return compile(regex);
  }

  /** Whether the pattern matches any part of the text. */
  public static boolean find(Budget budget, Pattern pattern, String text) {
    budget.spend(Resource.PATTERN_STEPS, (1L + text.length()) * pattern.programSize());
    return pattern.matcher(text).find();
  }

  private static Pattern compile(String regex) {
    if (regex.length() > MAX_CHARACTERS || PatternSize.of(regex) > MAX_PROGRAM) {
      throw new EvaluationError(
          ErrorCode.INVALID_ARGUMENT,
          "the pattern '%s' is too large; shorten it or lower its {n,m} counts"
              .formatted(OneLine.of(regex)));
    }
    try {
      Pattern pattern = Pattern.compile(regex);
      if (pattern.programSize() > MAX_PROGRAM) {
        throw new EvaluationError(
            ErrorCode.INVALID_ARGUMENT,
            "the pattern '%s' is too large; simplify it".formatted(OneLine.of(regex)));
      }
      return pattern;
    } catch (PatternSyntaxException e) {
      throw new EvaluationError(
          ErrorCode.INVALID_ARGUMENT,
          "'%s' is no RE2 pattern: %s; RE2 has no look-around and no back-references"
              .formatted(OneLine.of(regex), OneLine.of(e.getDescription())));
    }
  }
}
