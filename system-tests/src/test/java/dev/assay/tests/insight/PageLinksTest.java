package dev.assay.tests.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.DocumentedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The links between the pages, and the doors of the README. */
class PageLinksTest {

  private static final Path BASE = Path.of("..");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  /** The two commands, a report, the modules and the doors: a screen and a half. */
  private static final int README_LINES = 75;

  static Stream<String> pages() {
    return Stream.concat(
        Stream.of(
            "README.md",
            "CONTRIBUTING.md",
            "conversation-archive/SPEC.md",
            "evaluation-results/SPEC.md",
            "evaluators/code/README.md",
            "metric-catalog/SPEC.md",
            "notebooks/README.md",
            "tools/benchmarks/README.md",
            "tools/benchmarks/results.md"),
        DocumentedCommand.pages(BASE));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(String page) throws IOException {
    Path file = BASE.resolve(page);
    for (String link : links(file)) {
      if (!link.matches("(https?:|#).*")) {
        assertThat(file.resolveSibling(link.replaceFirst("#.*", ""))).as(page).exists();
      }
    }
  }

  @Test
  void theReadmeIsShortAndLeadsToEveryPage() throws IOException {
    Path readme = BASE.resolve("README.md");
    assertThat(links(readme)).containsAll(DocumentedCommand.pages(BASE).toList());
    assertThat(Files.readAllLines(readme)).hasSizeLessThanOrEqualTo(README_LINES);
  }

  private static List<String> links(Path file) throws IOException {
    return LINK.matcher(Files.readString(file))
        .results()
        .map((MatchResult link) -> link.group(1))
        .toList();
  }
}
