package dev.assay.insight.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTextTest {
  private static final String REASON = "because ".repeat(100).strip();

  @Test
  void allServicesAndWholeJustificationsGoWhereNobodyLooksAtOnce() {
    assertThat(ComparisonText.of(comparison(), false))
        .contains("  service-12, 1 conversations", "    version 1: " + REASON + "\n")
        .doesNotContain("…", "more;");
  }

  @Test
  void aTerminalGetsThemCut() {
    assertThat(ComparisonText.of(comparison(), true))
        .contains("  service-10, 1 conversations", "  and 2 more; --format json has all")
        .contains("    version 1: " + REASON.substring(0, 300) + "…\n")
        .doesNotContain("service-11", REASON);
  }

  private static Comparison comparison() {
    Comparison.Group group =
        new Comparison.Group(
            1,
            1,
            new FlipMatrix(List.of("true", "false"), List.of(List.of(0L, 1L), List.of(0L, 0L))),
            Estimate.share(0, 1),
            Estimate.UNKNOWN,
            "Cohen's kappa",
            List.of());
    return new Comparison(
        "id",
        "Agent apologised",
        "boolean",
        new Comparison.Side(1, "Says sorry", "judge", "a"),
        new Comparison.Side(2, "Says sorry", "judge", "a"),
        1,
        new Comparison.LeftOut(0, 0, 0, 0),
        group,
        IntStream.rangeClosed(1, 12)
            .mapToObj(i -> new Comparison.ServiceGroup("service-" + i, group))
            .toList(),
        List.of(new Comparison.Example("c1", "service-1", "true", "false", REASON, null)),
        new Comparison.Backfill(0, Estimate.UNKNOWN, 0),
        List.of());
  }
}
