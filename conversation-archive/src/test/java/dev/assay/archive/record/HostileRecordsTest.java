package dev.assay.archive.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Reading;
import dev.assay.archive.RejectionReason;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileRecordsTest {

  @TempDir Path folder = Path.of("");

  private ArchiveRecord read(String record) {
    return Reading.all(Reading.write(folder.resolve("a.jsonl"), record + "\n")).get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e99999999999", "-1e-99999999999", "1e2147483648"})
  void aNumberThatNoComputerHoldsIsUnreadable(String number) {
    String record = "{\"messages\":[],\"x\":" + number + "}";

    assertThat(Reading.rejected(read(record)).reason()).isEqualTo(RejectionReason.UNREADABLE_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.50", "1e400", "-0", "99999999999999999999999", "1E+2147483647"})
  void theNumbersOfArgumentsAreKeptExactly(String number) {
    Conversation conversation =
        Reading.conversation(
            read(
                "{\"messages\":[{\"sender\":\"agent\",\"tool_calls\":[{\"arguments\":["
                    + number
                    + "]}]}]}"));

    String arguments = conversation.messages().get(0).toolCalls().get(0).arguments();
    assertThat(new java.math.BigDecimal(arguments.substring(1, arguments.length() - 1)))
        .isEqualTo(new java.math.BigDecimal(number));
  }

  @Test
  void argumentsMayNestAlmostAsDeepAsARecord() {
    String deep = "[".repeat(990) + "]".repeat(990);

    Conversation conversation =
        Reading.conversation(
            read(
                "{\"messages\":[{\"sender\":\"agent\",\"tool_calls\":[{\"arguments\":"
                    + deep
                    + "}]}]}"));

    assertThat(conversation.messages().get(0).toolCalls().get(0).arguments()).isEqualTo(deep);
  }

  /** Names with one hash must not make reading a record quadratic. */
  @Test
  @Timeout(15)
  void fieldNamesThatCollideAreReadInTime() {
    String fields =
        IntStream.range(0, 1 << 14)
            .mapToObj(
                number ->
                    IntStream.range(0, 14)
                        .mapToObj(bit -> (number >> bit & 1) == 1 ? "Aa" : "BB")
                        .collect(Collectors.joining("", ",\"", "\":0")))
            .collect(Collectors.joining());

    Reading.conversation(
        read("{\"messages\":[{\"sender\":\"user\",\"message\":\"hi\"}]" + fields + "}"));
  }
}
