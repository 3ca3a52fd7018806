package dev.assay.api.catalog;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which versions are asked for.
 *
 * @param first from 1; {@link #LATEST} is the latest
 * @param last included; {@link #LATEST} is the latest
 */
record VersionRange(int first, int last) {
  static final int LATEST = Integer.MAX_VALUE;
  static final VersionRange ALL = new VersionRange(1, LATEST);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,9}|latest)(?:-(\\d{1,9}|latest))?");

  /** Such as {@code 3}, {@code latest}, {@code 2-5} or {@code 1-latest}; else empty. */
  static Optional<VersionRange> of(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int first = number(matcher.group(1));
    int last = matcher.group(2) == null ? first : number(matcher.group(2));
    return first < 1 || first > last
        ? Optional.empty()
        : Optional.of(new VersionRange(first, last));
  }

  boolean holds(int version, int latest) {
    return version >= (first == LATEST ? latest : first) && version <= last;
  }

  private static int number(String text) {
    return text.equals("latest") ? LATEST : Integer.parseInt(text);
  }
}
