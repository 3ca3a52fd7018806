package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

class HelpTest {

  /** A text that is no format would come with a warning of picocli before the help. */
  @ParameterizedTest
  @MethodSource("commands")
  void eachTextOfAHelpIsAFormat(CommandSpec command) {
    Stream<String[]> texts =
        Stream.of(
            command.usageMessage().header(),
            command.usageMessage().description(),
            command.usageMessage().footer());
    Stream<String[]> ofArguments = command.args().stream().map(ArgSpec::description);
    for (String text : Stream.concat(texts, ofArguments).flatMap(Arrays::stream).toList()) {
      assertThatCode(() -> text.formatted()).as(text).doesNotThrowAnyException();
    }
  }

  static List<CommandSpec> commands() {
    return withSubcommands(Main.commands()).map(CommandLine::getCommandSpec).toList();
  }

  private static Stream<CommandLine> withSubcommands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(HelpTest::withSubcommands));
  }
}
