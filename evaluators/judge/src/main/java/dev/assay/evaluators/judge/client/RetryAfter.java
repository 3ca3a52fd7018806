package dev.assay.evaluators.judge.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a server wants to be left alone: {@code retry-after-ms}, which OpenAI's interface has
 * beside the standard header since that knows whole seconds only, else {@code Retry-After} (RFC
 * 9110, 10.2.3): seconds or a date.
 */
final class RetryAfter {

  /** Servers that want to be left alone for longer are asked again after this all the same. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  static final String MILLIS_HEADER = "retry-after-ms";
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,9})(?:\\.\\d{1,9})?");

  private RetryAfter() {}

  /**
   * How long to wait, at least 0 and at most {@link #LONGEST}.
   *
   * @param millis the header in milliseconds, or null
   * @param standard the standard header, or null
   * @return empty when neither can be read
   */
  static Optional<Duration> read(@Nullable String millis, @Nullable String standard, Instant now) {
    if (millis != null && NUMBER.matcher(millis.strip()).matches()) {
      return Optional.of(
          bounded(Duration.ofMillis((long) Math.ceil(Double.parseDouble(millis.strip())))));
    }
    return standard == null ? Optional.empty() : read(standard.strip(), now);
  }

  private static Optional<Duration> read(String text, Instant now) {
    Matcher seconds = NUMBER.matcher(text);
    if (seconds.matches()) {
      return Optional.of(bounded(Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000))));
    }
    try {
      Instant at = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
      return Optional.of(bounded(Duration.between(now, at)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
