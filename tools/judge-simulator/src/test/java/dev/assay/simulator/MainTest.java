package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {

  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(errors));
    line.setOut(new PrintWriter(errors));
    return line.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--latency 5|Invalid duration '5': write it like 250ms, 2s, 5m or 1h",
        "--batch-delay soon|Invalid duration 'soon': write it like 250ms, 2s, 5m or 1h",
        "--latency 5s/1s|Invalid latency: the 95th percentile cannot be below the median",
        "--sensitivity 2|Invalid rate 2.0: rates are from 0 to 1",
        "--error-rate 0.6 --drop-rate 0.6|Invalid rate 1.2: rates are from 0 to 1",
        "--requests-per-second 0|Invalid rate limit: 0.0 a second",
        "--marker (|Invalid --marker: Unclosed group",
        "--journal no/such/folder/journal|Cannot write the journal no/such/folder/journal",
        "--malformed-kinds odd|'odd'",
        "--no-such-option|Unknown option: '--no-such-option'"
      })
  void wrongUsageEndsWithTwoAndSaysWhatIsWrong(String options, String message) {
    assertThat(run(options.split(" ", -1))).isEqualTo(2);
    assertThat(errors.toString()).contains(message);
  }

  @Test
  void aPortThatIsTakenIsAFailureThatSaysWhatToDo() throws Exception {
    try (RunningSimulator other = new RunningSimulator()) {
      assertThat(run("--port", Integer.toString(other.port()))).isEqualTo(1);
      assertThat(errors.toString())
          .startsWith("Cannot listen at 127.0.0.1:%d: ".formatted(other.port()))
          .contains("or --port 0 for any that is free");
    }
  }

  @Test
  void labelsThatAreNotThereAreNamed(@TempDir Path folder) {
    String missing = folder.resolve("labels.jsonl").toString();
    assertThat(run("--labels", missing, "--marker", "x")).isEqualTo(2);
    assertThat(errors.toString()).contains("Cannot read the labels " + missing);
  }

  @Test
  void helpNamesEveryOption() {
    assertThat(run("--help")).isZero();
    assertThat(errors.toString())
        .contains("--latency", "--labels", "--malformed-kinds", "--batch-delay", "--require-key");
  }
}
