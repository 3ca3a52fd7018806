package dev.assay.archive.format;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/** Times of archives: ISO 8601, to the microsecond; without an offset, UTC. */
final class IsoTime {

  private static final DateTimeFormatter FORMAT =
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

  private static final int LAST_YEAR = 9999;

  private IsoTime() {}

  /**
   * The time, or empty for what is none: {@code 2026-11-03T10:15:30.123456Z}, any offset, a space
   * or a small letter for T and Z, no offset (UTC) or no time of day (the start of the day, UTC);
   * years 1 to 9999. What is finer than a microsecond is cut off.
   */
  static Optional<Instant> parse(String text) {
    String normal = text.strip().toUpperCase(Locale.ROOT);
    if (normal.length() > 10 && normal.charAt(10) == ' ') {
      normal = normal.substring(0, 10) + 'T' + normal.substring(11);
    }
    try {
      TemporalAccessor parsed =
          FORMAT.parseBest(normal, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      OffsetDateTime time = withOffset(parsed);
      return time.getYear() < 1 || time.getYear() > LAST_YEAR
          ? Optional.empty()
          : Optional.of(time.toInstant().truncatedTo(ChronoUnit.MICROS));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static OffsetDateTime withOffset(TemporalAccessor parsed) {
    if (parsed instanceof OffsetDateTime time) {
      return time.withOffsetSameInstant(ZoneOffset.UTC);
    }
    LocalDateTime local =
        parsed instanceof LocalDateTime time ? time : LocalDate.from(parsed).atStartOfDay();
    return local.atOffset(ZoneOffset.UTC);
  }
}
