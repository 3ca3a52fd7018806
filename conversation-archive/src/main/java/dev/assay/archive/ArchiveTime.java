package dev.assay.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times of archives, to the microsecond (what is finer is cut off), years 1 to 9999.
 *
 * <p>A time is ISO 8601, with a space or a small letter for its T and Z, any offset or none, and
 * with a time of day or none; the same as databases print it, with a space before the offset or
 * {@code UTC} behind it; RFC 1123; what Java and JavaScript print of a date; or a number since 1970
 * UTC, as text or not: seconds, milliseconds, microseconds or nanoseconds, whichever lies between
 * 1973 and 5138. Two databases' objects around one of these are read as well.
 */
public final class ArchiveTime {

  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendPattern("[XXXXX][XXXX][X]")
          .optionalEnd()
          .optionalEnd()
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final List<DateTimeFormatter> WORDY =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss zzz yyyy", Locale.ENGLISH),
          DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss xx yyyy", Locale.ENGLISH),
          DateTimeFormatter.ofPattern("EEE MMM d yyyy HH:mm:ss 'GMT'xx", Locale.ENGLISH),
          DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX", Locale.ENGLISH));

  private static final Pattern NUMBER = Pattern.compile("\\d{9,19}(\\.\\d+)?");
  private static final int LONGEST_NUMBER = 40;

  /** Of each unit, from seconds to nanoseconds, the numbers end at a thousand times the last. */
  private static final BigDecimal LEAST_SECONDS = BigDecimal.valueOf(100_000_000L);

  private static final BigDecimal END_OF_SECONDS = BigDecimal.valueOf(100_000_000_000L);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
  private static final int SMALLEST_UNIT = 3;
  private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);
  private static final BigInteger MICROS_A_SECOND = BigInteger.valueOf(1_000_000);

  private static final int LAST_YEAR = 9999;
  private static final int DATE_LENGTH = 10;

  /** Of {@code 2026-11-03T10:15:30Z}. */
  private static final int USUAL_LENGTH = 20;

  /** With nine digits of a fraction and its point. */
  private static final int LONGEST_USUAL = 30;

  private ArchiveTime() {}

  /**
   * The time that a value tells, or empty when it is none.
   *
   * @param zone of times without an offset
   */
  public static Optional<Instant> of(JsonNode value, ZoneId zone) {
    if (value.isTextual()) {
      return parse(value.textValue(), zone);
    }
    if (value.isNumber()) {
      return value.isBigInteger() || isFinite(value)
          ? number(value.decimalValue())
          : Optional.empty();
    }
    if (value.has("$date")) {
      return of(value.get("$date"), zone);
    }
    if (value.has("$numberLong")) {
      return of(value.get("$numberLong"), zone);
    }
    return value.has("_seconds") ? of(value.get("_seconds"), zone) : Optional.empty();
  }

  private static boolean isFinite(JsonNode number) {
    return Double.isFinite(number.doubleValue());
  }

  /**
   * The time that a text tells, or empty when it is none.
   *
   * @param zone of times without an offset
   */
  static Optional<Instant> parse(String text, ZoneId zone) {
    Instant usual = usual(text);
    if (usual != null) {
      return Optional.of(usual);
    }
    String normal = text.strip();
    if (normal.isEmpty() || !Character.isLetterOrDigit(normal.charAt(0))) {
      return Optional.empty();
    }
    if (NUMBER.matcher(normal).matches()) {
      return normal.length() > LONGEST_NUMBER ? Optional.empty() : number(new BigDecimal(normal));
    }
    if (Character.isLetter(normal.charAt(0)) || !normal.contains("-")) {
      return wordy(normal);
    }
    try {
      TemporalAccessor parsed =
          ISO.parseBest(iso(normal), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      return inRange(withOffset(parsed, zone));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * The time of {@code 2026-11-03T10:15:30Z}, with a fraction of a second or none, as nearly all
   * are written; null for any other. A formatter takes ten times as long.
   */
  private static @Nullable Instant usual(String text) {
    int length = text.length();
    if (length < USUAL_LENGTH
        || length > LONGEST_USUAL
        || text.charAt(length - 1) != 'Z'
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(DATE_LENGTH) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':'
        || (length > USUAL_LENGTH && (text.charAt(19) != '.' || length == USUAL_LENGTH + 1))) {
      return null;
    }
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 7);
    int day = digits(text, 8, DATE_LENGTH);
    int hour = digits(text, 11, 13);
    int minute = digits(text, 14, 16);
    int second = digits(text, 17, 19);
    int fraction = length == USUAL_LENGTH ? 0 : digits(text, 20, Math.min(length - 1, 26));
    boolean isRestFine = length <= 27 || digits(text, 26, length - 1) >= 0;
    if (year < 1
        || month < 1
        || month > 12
        || day < 1
        || day > lengthOfMonth(year, month)
        || (hour | minute | second | fraction) < 0
        || hour > 23
        || minute > 59
        || second > 59
        || !isRestFine) {
      // Whether it is a time at all is for the formatter.
      return null;
    }
    for (int digit = length - 1; digit < 26 && length > USUAL_LENGTH; digit++) {
      fraction *= 10;
    }
    return LocalDateTime.of(year, month, day, hour, minute, second, fraction * 1_000)
        .toInstant(ZoneOffset.UTC);
  }

  private static int lengthOfMonth(int year, int month) {
    return month > 12 ? 0 : YearMonth.of(year, month).lengthOfMonth();
  }

  /** The number that these characters are, or -1 when one is no digit. */
  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** With the letters and without the spaces that ISO 8601 has. */
  private static String iso(String text) {
    String normal = text.toUpperCase(Locale.ROOT).replace(',', '.');
    int region = normal.indexOf('[');
    normal = region < 0 ? normal : normal.substring(0, region);
    if (normal.length() <= DATE_LENGTH) {
      return normal;
    }
    String time = normal.substring(DATE_LENGTH + 1).strip();
    if (time.endsWith("UTC") || time.endsWith("GMT")) {
      time = time.substring(0, time.length() - 3).strip() + 'Z';
    }
    char between = normal.charAt(DATE_LENGTH);
    return normal.substring(0, DATE_LENGTH)
        + (between == ' ' ? 'T' : between)
        + time.replace(" ", "");
  }

  private static Optional<Instant> wordy(String text) {
    int name = text.indexOf(" (");
    String normal = name < 0 ? text : text.substring(0, name);
    for (DateTimeFormatter format : WORDY) {
      try {
        return inRange(ZonedDateTime.parse(normal, format).toOffsetDateTime());
      } catch (DateTimeException e) {
        // It may be written in the next way.
      }
    }
    return Optional.empty();
  }

  private static OffsetDateTime withOffset(TemporalAccessor parsed, ZoneId zone) {
    if (parsed instanceof OffsetDateTime time) {
      return time;
    }
    LocalDateTime local =
        parsed instanceof LocalDateTime time ? time : LocalDate.from(parsed).atStartOfDay();
    return local.atZone(zone).toOffsetDateTime();
  }

  private static Optional<Instant> inRange(OffsetDateTime time) {
    OffsetDateTime utc = time.withOffsetSameInstant(ZoneOffset.UTC);
    return utc.getYear() < 1 || utc.getYear() > LAST_YEAR
        ? Optional.empty()
        : Optional.of(utc.toInstant().truncatedTo(ChronoUnit.MICROS));
  }

  private static Optional<Instant> number(BigDecimal number) {
    if (number.compareTo(LEAST_SECONDS) < 0) {
      return Optional.empty();
    }
    BigDecimal seconds = number;
    for (int unit = 0; unit <= SMALLEST_UNIT; unit++) {
      if (seconds.compareTo(END_OF_SECONDS) < 0) {
        BigInteger[] parts =
            seconds
                .multiply(MICROS)
                .setScale(0, RoundingMode.FLOOR)
                .toBigInteger()
                .divideAndRemainder(MICROS_A_SECOND);
        return Optional.of(
            Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue() * 1_000));
      }
      seconds = seconds.divide(THOUSAND);
    }
    return Optional.empty();
  }
}
