package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunsCommandTest {

  @TempDir Path folder = Path.of("");

  static Stream<List<String>> decisions() {
    return Stream.of("resume", "abandon")
        .flatMap(
            decision ->
                Stream.of(
                    List.of("runs", decision, "none", "--home", "%s"),
                    List.of("runs", "--home", "%s", decision, "none")));
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void theHomeIsThatWhichIsNamedBeforeOrAfterTheDecision(List<String> words) {
    Path home = folder.resolve("home");
    CommandRun run =
        CommandRun.of(words.stream().map(word -> word.formatted(home)).toArray(String[]::new));

    assertThat(run.errors()).contains("Cannot find run 'none'");
    assertThat(home.resolve("catalog")).isDirectory();
  }
}
