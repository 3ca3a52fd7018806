package dev.assay.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTimeTest {

  @ParameterizedTest
  @CsvSource({
    "2026-11-03T10:15:30Z, 2026-11-03T10:15:30Z",
    "2026-11-03T10:15:30.123456Z, 2026-11-03T10:15:30.123456Z",
    "2026-11-03T10:15:30.123456999Z, 2026-11-03T10:15:30.123456Z",
    "2026-11-03T10:15Z, 2026-11-03T10:15:00Z",
    "2026-11-03T10:15:30+02:00, 2026-11-03T08:15:30Z",
    "2026-11-03T10:15:30-0530, 2026-11-03T15:45:30Z",
    "2026-11-03T10:15:30+02, 2026-11-03T08:15:30Z",
    "2026-11-03T10:15:30, 2026-11-03T10:15:30Z",
    "2026-11-03 10:15:30.5+00:00, 2026-11-03T10:15:30.500Z",
    "2026-11-03t10:15:30z, 2026-11-03T10:15:30Z",
    "2026-11-03, 2026-11-03T00:00:00Z",
    "2026-11-20 10:00:00 UTC, 2026-11-20T10:00:00Z",
    "2026-11-20 10:00:00.25+00, 2026-11-20T10:00:00.250Z",
    "2026-11-20 10:00:00 +0200, 2026-11-20T08:00:00Z",
    "2026-11-20T11:00:00+01:00[Europe/Berlin], 2026-11-20T10:00:00Z",
    "'Fri, 20 Nov 2026 10:00:00 GMT', 2026-11-20T10:00:00Z",
    "Fri Nov 20 10:00:00 UTC 2026, 2026-11-20T10:00:00Z",
    "Fri Nov 20 2026 10:00:00 GMT+0000 (Coordinated Universal Time), 2026-11-20T10:00:00Z",
    "20261120T100000Z, 2026-11-20T10:00:00Z",
    "1795168800, 2026-11-20T10:00:00Z",
    "1795168800.5, 2026-11-20T10:00:00.500Z",
    "1795168800000, 2026-11-20T10:00:00Z",
    "1795168800000001, 2026-11-20T10:00:00.000001Z",
    "1795168800000001999, 2026-11-20T10:00:00.000001Z"
  })
  void isReadInEachOfItsUsualForms(String text, Instant time) {
    assertThat(ArchiveTime.parse(text, ZoneOffset.UTC)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026",
        "2026-02-30T00:00:00Z",
        "2026-11-03T25:00:00Z",
        "2026-11-03T10:15:30Europe/Berlin",
        "03.11.2026",
        "17",
        "1795168800000001999000",
        "+10000-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00"
      })
  void anythingElseIsNone(String text) {
    assertThat(ArchiveTime.parse(text, ZoneOffset.UTC)).isEmpty();
  }

  @Test
  void theUsualFormIsReadAsAnyOther() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      Instant time =
          Instant.ofEpochSecond(
              random.nextLong(-60_000_000_000L, 250_000_000_000L), random.nextInt(1_000_000_000));
      String text =
          switch (i % 4) {
            case 0 -> time.truncatedTo(ChronoUnit.SECONDS).toString();
            case 1 -> time.truncatedTo(ChronoUnit.MILLIS).toString();
            case 2 -> time.truncatedTo(ChronoUnit.MICROS).toString();
            default -> time.toString();
          };
      if (text.length() <= 30 && !text.startsWith("0000")) {
        assertThat(ArchiveTime.parse(text, ZoneOffset.UTC))
            .as(text)
            .contains(Instant.parse(text).truncatedTo(ChronoUnit.MICROS));
      }
    }
    for (String wrong :
        List.of(
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-03T24:00:00Z",
            "2026-11-03T10:60:00Z",
            "2026-11-03T10:15:60Z",
            "2026-11-03T10:15:30.1a3Z",
            "2026-11-03T10:15:30.12345678aZ",
            "2026-11-3aT10:15:30Z",
            "0000-11-03T10:15:30Z")) {
      assertThat(ArchiveTime.parse(wrong, ZoneOffset.UTC)).as(wrong).isEmpty();
    }
  }

  @Test
  void oneWithoutAnOffsetIsInTheZone() {
    ZoneId zone = ZoneId.of("Europe/Berlin");

    assertThat(ArchiveTime.parse("2026-11-20 10:00:00", zone)).contains(at("2026-11-20T09:00:00Z"));
    assertThat(ArchiveTime.parse("2026-07-20", zone)).contains(at("2026-07-19T22:00:00Z"));
    assertThat(ArchiveTime.parse("2026-11-20 10:00:00Z", zone))
        .contains(at("2026-11-20T10:00:00Z"));
  }

  @Test
  void isReadInEachTypeOfJson() throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    for (String value :
        List.of(
            "1795168800",
            "1795168800.0",
            "1.7951688e9",
            "1795168800000",
            "{\"$date\": \"2026-11-20T10:00:00Z\"}",
            "{\"$date\": {\"$numberLong\": \"1795168800000\"}}",
            "{\"_seconds\": 1795168800, \"_nanoseconds\": 0}")) {
      assertThat(ArchiveTime.of(json.readTree(value), ZoneOffset.UTC))
          .as(value)
          .contains(at("2026-11-20T10:00:00Z"));
    }
    for (String value :
        List.of("true", "{}", "[]", "7", "-1795168800", "1e300", "1e-300", "null")) {
      assertThat(ArchiveTime.of(json.readTree(value), ZoneOffset.UTC)).as(value).isEmpty();
    }
  }

  private static Instant at(String time) {
    return Instant.parse(time);
  }
}
