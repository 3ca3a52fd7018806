package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.TestHome;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunsCommandTest {

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"resume", "abandon"})
  void theHomeMayBeNamedBeforeTheDecisionOrAfterIt(String decision) {
    TestHome before = new TestHome(folder.resolve("before"));
    TestHome after = new TestHome(folder.resolve("after"));

    CommandRun named = CommandRun.of(before.arguments("runs", decision, "none"));
    CommandRun namedLater = CommandRun.of(after.arguments("runs " + decision, "none"));

    assertThat(named.errors()).contains("Cannot find run 'none'");
    assertThat(namedLater).isEqualTo(named);
    assertThat(before.root().resolve("catalog")).isDirectory();
    assertThat(after.root().resolve("catalog")).isDirectory();
  }
}
