package dev.assay.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {

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
    "2026-11-03, 2026-11-03T00:00:00Z"
  })
  void isIso8601ToTheMicrosecondAndUtcWithoutAnOffset(String text, Instant time) {
    assertThat(IsoTime.parse(text)).contains(time);
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
        "1762164000",
        "+10000-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00"
      })
  void anythingElseIsNone(String text) {
    assertThat(IsoTime.parse(text)).isEmpty();
  }
}
