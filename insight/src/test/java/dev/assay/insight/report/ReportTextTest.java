package dev.assay.insight.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportTextTest {
  private static final String NAME = "How the agent ended the conversation, and why";

  @Test
  void whatGoesIntoAPipeOrAFileIsWhole() {
    assertThat(ReportText.of(report(), false))
        .contains(NAME + "  ", "f.txt (no archive); g.txt")
        .contains("a 30.0 %, b 25.0 %, c 20.0 %, d 15.0 %, e 10.0 %\n")
        .doesNotContain("…", "more");
  }

  @Test
  void aTerminalGetsLongNamesAndListsCut() {
    assertThat(ReportText.of(report(), true))
        .contains(NAME.substring(0, 33) + "…  ", "e.txt; and 2 more")
        .contains("a 30.0 %, b 25.0 %, c 20.0 %, d 15.0 %, …\n")
        .doesNotContain(NAME, "g.txt");
  }

  private static RunReport report() {
    return new RunReport(
        "run",
        "default",
        "nightly",
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(2),
        IngestSummary.nothing(
            0,
            List.of("a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt (no archive)", "g.txt"),
            List.of()),
        List.of(
            new RunReport.MetricLine(
                NAME,
                "id",
                1,
                "categorical",
                100,
                0,
                100,
                0,
                0,
                0,
                null,
                null,
                new TreeMap<>(Map.of("a", 30L, "b", 25L, "c", 20L, "d", 15L, "e", 10L)))),
        List.of(),
        List.of(),
        0,
        null,
        null);
  }
}
