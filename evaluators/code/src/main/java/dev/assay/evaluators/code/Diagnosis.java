package dev.assay.evaluators.code;

import dev.assay.evaluators.DefinitionProblem;
import dev.assay.evaluators.code.function.Functions;
import dev.assay.evaluators.code.runtime.Operators;
import dev.cel.common.CelIssue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts what the parser and the checker object to into words for a metric's author. */
final class Diagnosis {
  private static final int MOST_PROBLEMS = 20;
  private static final int LONGEST_CAUSE = 200;
  private static final Pattern UNKNOWN_FIELD = Pattern.compile("undefined field '([^']*)'.*");
  private static final Pattern UNKNOWN_NAME =
      Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);

  private Diagnosis() {}

  static List<DefinitionProblem> of(String setting, List<CelIssue> issues) {
    return issues.stream().limit(MOST_PROBLEMS).map(issue -> problem(setting, issue)).toList();
  }

  private static DefinitionProblem problem(String setting, CelIssue issue) {
    return new DefinitionProblem(
        setting,
        Math.max(1, issue.getSourceLocation().getLine()),
        Math.max(0, issue.getSourceLocation().getColumn()) + 1,
        "Invalid expression: " + words(issue.getMessage()));
  }

  private static String words(String cause) {
    Matcher field = UNKNOWN_FIELD.matcher(cause);
    if (field.matches()) {
      return "there is no field '%s'; %s"
          .formatted(field.group(1), mend(field.group(1), Model.fieldNames()));
    }
    Matcher name = UNKNOWN_NAME.matcher(cause);
    if (name.matches()) {
      Set<String> names = new TreeSet<>(Functions.names());
      names.add(Planner.CONVERSATION);
      return "there is no variable or function '%s'; %s"
          .formatted(name.group(1), mend(name.group(1), names));
    }
    if (cause.contains("'" + Operators.CONDITIONAL + "'")) {
      return shortened(cause)
          + "; both branches of ?: need one type: write 1.0 for 1 beside another fraction";
    }
    if (cause.contains("int") && cause.contains("double")) {
      return shortened(cause) + "; write 1.0 for 1, or double(x), beside a fraction";
    }
    return shortened(cause);
  }

  private static String mend(String wrong, Set<String> names) {
    return nearest(wrong, names)
        .map(near -> "did you mean '" + near + "'?")
        .orElse("the README of the code evaluator lists what there is");
  }

  private static String shortened(String cause) {
    String line = cause.replaceAll("\\s+", " ");
    return line.length() <= LONGEST_CAUSE ? line : line.substring(0, LONGEST_CAUSE) + "…";
  }

  /** The name that fewest edits lead to, if they are few. */
  private static Optional<String> nearest(String wrong, Set<String> names) {
    String best = null;
    int fewest = Math.max(1, Math.min(wrong.length(), 12) / 3) + 1;
    for (String name : names) {
      int edits = edits(wrong, name);
      if (edits < fewest) {
        fewest = edits;
        best = name;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Levenshtein's distance, or a large number for names of very different length. */
  private static int edits(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 4) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
