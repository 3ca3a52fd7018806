package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.DocumentedCommand;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands that the pages show. */
class DocumentedCommandsTest {

  static Stream<DocumentedCommand> documented() {
    return DocumentedCommand.all(Path.of(".."));
  }

  @ParameterizedTest
  @MethodSource("documented")
  void isUnderstood(DocumentedCommand command) {
    var understood = Main.commands().parseArgs(command.words().toArray(String[]::new));

    assertThat(understood.hasSubcommand()).isTrue();
  }

  @Test
  void thePagesShowSome() {
    assertThat(documented()).hasSizeGreaterThan(15);
  }
}
