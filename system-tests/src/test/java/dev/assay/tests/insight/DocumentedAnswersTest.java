package dev.assay.tests.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.DocumentedCommand;
import dev.assay.cli.fixture.TestHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands that the pages show, over the sample archives and metrics. */
class DocumentedAnswersTest {

  private static final Path BASE = Path.of("..");

  /** Those that do nothing which a test should not. */
  private static final Set<String> RUN = Set.of("sql", "metrics", "trends");

  @TempDir private static Path folder;
  private static TestHome home;

  @BeforeAll
  static void evaluateTheSamples() {
    home = new TestHome(folder);
    CommandRun night =
        home.run(
            "nightly",
            "--archive",
            BASE.resolve("data-samples").toString(),
            "--metrics",
            BASE.resolve("conf/metrics").toString());
    assertThat(night.exitCode()).as(night.errors()).isZero();
  }

  static Stream<DocumentedCommand> run() {
    return DocumentedCommand.all(BASE)
        .filter(DocumentedCommand::isWhole)
        .filter(command -> RUN.contains(command.name()));
  }

  @ParameterizedTest
  @MethodSource("run")
  void answersAsItIsShown(DocumentedCommand command) throws IOException {
    CommandRun ran = ran(command);

    assertThat(ran.exitCode()).as(ran.errors()).isZero();
    if (!command.answer().isEmpty()) {
      assertThat(ran.output().lines().map(String::strip))
          .containsSubsequence(command.answer().stream().map(String::strip).toList());
    }
  }

  @Test
  void thePagesShowSome() {
    assertThat(run().filter(command -> !command.answer().isEmpty())).hasSizeGreaterThan(4);
  }

  /** Files that a page tells to write are there, and those that a command writes go there. */
  private static CommandRun ran(DocumentedCommand command) throws IOException {
    Files.writeString(
        folder.resolve("refund.yaml"),
        DocumentedCommand.blocks(BASE, "docs/metrics.md", "yaml").get(0));
    List<String> arguments = new ArrayList<>();
    for (String word : command.words().subList(1, command.words().size())) {
      boolean isFile = word.endsWith(".yaml") || word.endsWith(".html");
      arguments.add(isFile ? folder.resolve(word).toString() : word);
    }
    List<String> name = new ArrayList<>(List.of(command.name()));
    if (command.name().equals("metrics")) {
      name.add(arguments.remove(0));
    }
    if (command.name().equals("sql")) {
      arguments.addAll(List.of("--views", BASE.resolve("conf/views").toString()));
    }
    return home.run(String.join(" ", name), arguments.toArray(String[]::new));
  }
}
