package dev.assay.archive.file;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;

/**
 * A glob and the folder at which it begins.
 *
 * @param root the part before the first name with a wildcard
 * @param matchers for paths relative to the root; a path matches when one of them does
 * @param depth how many names below the root a path has at most that matches
 */
record Glob(Path root, List<PathMatcher> matchers, int depth) {

  private static final String WILDCARDS = "*?[{";

  Glob {
    matchers = List.copyOf(matchers);
  }

  static boolean isGlob(String pattern) {
    return pattern.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
  }

  /**
   * @throws java.util.regex.PatternSyntaxException when it is no glob
   */
  static Glob parse(String pattern) {
    int wildcard = 0;
    while (WILDCARDS.indexOf(pattern.charAt(wildcard)) < 0) {
      wildcard++;
    }
    int split = pattern.lastIndexOf('/', wildcard) + 1;
    String names = pattern.substring(split);
    List<PathMatcher> matchers =
        Stream.of(names, names.replace("**/", ""))
            .distinct()
            .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
            .toList();
    String root = pattern.substring(0, split);
    int depth =
        names.contains("**")
            ? Integer.MAX_VALUE
            : 1 + (int) names.chars().filter(c -> c == '/').count();
    return new Glob(Path.of(root.isEmpty() ? "." : root), matchers, depth);
  }

  boolean matches(Path relative) {
    return matchers.stream().anyMatch(matcher -> matcher.matches(relative));
  }
}
