package dev.assay.archive.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.ReadOptions;
import dev.assay.archive.Reading;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.file.ArchiveFile;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.record.ArchiveRecord.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectionTest {

  private static final String SAID = "{\"messages\":[{\"sender\":\"user\",\"message\":\"hi\"}]";

  @TempDir Path folder = Path.of("");

  private List<ArchiveRecord> read(String text) {
    return Reading.all(Reading.write(folder.resolve("a.jsonl"), text));
  }

  private Rejected only(String text) {
    List<ArchiveRecord> records = read(text);
    assertThat(records).hasSize(1);
    return Reading.rejected(records.get(0));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "broken_json|not json|Invalid JSON at column",
        "broken_json|{\"messages\":[]|Invalid JSON at column",
        "broken_json|{\"messages\":[]} {\"messages\":[]}|Invalid JSON at column",
        "broken_json|{\"messages\":[NaN]}|Invalid JSON at column",
        "not_an_object|[[]]|Invalid record: expected a JSON object, found a list",
        "not_an_object|null|Invalid record: expected a JSON object, found null",
        "not_an_object|\"text\"|Invalid record: expected a JSON object, found text",
        "no_messages_list|{}|Invalid record: it has no list of messages, but no keys",
        "no_messages_list|{\"a\":1,\"utterances\":[{\"who\":1}]}|\"utterances\"; found \"utterances\": a list of objects with \"who\"",
        "no_messages_list|{\"messages\":null}|Invalid record: it has no list of messages",
        "wrong_type|{\"messages\":\"hi\"}|Invalid field messages: expected a list, found text",
        "wrong_type|{\"traj\":{}}|Invalid field traj: expected a list, found an object",
        "wrong_type|{\"id\":true,\"messages\":[]}|Invalid field id: expected text",
        "wrong_type|{\"is_finished\":\"no\",\"messages\":[]}|Invalid field is_finished",
        "wrong_type|{\"org_id\":1,\"messages\":[]}|Invalid field org_id: expected text",
        "wrong_type|{\"messages\":[{\"sender\":\"user\"},7]}|Invalid field messages[1]: expected",
        "wrong_type|{\"messages\":[{\"sender\":1}]}|Invalid field messages[0].sender: expected",
        "wrong_type|{\"messages\":[{\"sender\":\"user\",\"message\":1}]}|messages[0].message",
        "wrong_type|{\"messages\":[{\"sender\":\"user\",\"tool_calls\":{}}]}|[0].tool_calls",
        "wrong_type|{\"messages\":[{\"role\":\"user\",\"content\":7}]}|messages[0].content",
        "wrong_type|{\"simulation\":{\"simulation_unit_test_set_run_id\":\"a\",\"unit_test_id\":"
            + "\"b\",\"run_index\":\"1\"},\"messages\":[]}|simulation.run_index: expected an integer",
        "unreadable_value|{\"messages\":[{\"sender\":\"robot\"}]}|messages[0].sender: expected user,",
        "unreadable_value|{\"messages\":[{\"sender\":\"user\",\"message_type\":\"x\"}]}|message_type",
        "unreadable_value|{\"messages\":[{\"role\":\"robot\"}]}|Invalid field messages[0].role",
        "missing_field|{\"messages\":[{\"message\":\"hi\"}]}|messages[0].sender is missing",
        "missing_field|{\"messages\":[{\"role\":\"user\"},{\"content\":\"a\"}]}|messages[1].role is",
        "missing_field|{\"simulation\":{\"unit_test_id\":\"b\"},\"messages\":[]}|_run_id is missing",
        "unknown_format|{\"messages\":[{\"text\":\"hi\"}]}|nothing says who speaks in its messages",
        "wrong_organization|{\"org_id\":\"other\",\"messages\":[]}|organization \"other\" in a "
            + "delivery of \"acme\"",
      })
  void aRecordIsRejectedForOneCountableReason(String reason, String record, String message) {
    Rejected rejected = only(record + "\n");

    assertThat(rejected.reason().label()).isEqualTo(reason);
    assertThat(rejected.message()).contains(message);
    assertThat(rejected.line()).isEqualTo(1);
    assertThat(rejected.raw()).isEqualTo(record.equals("[[]]") ? "[]" : record);
  }

  @Test
  void bytesThatAreNotUtf8AreAnInvalidEncoding() {
    byte[] bytes = "{\"messages\":[],\"x\":\"\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1);

    Rejected rejected =
        Reading.rejected(Reading.all(Reading.write(folder.resolve("a.jsonl"), bytes)).get(0));

    assertThat(rejected.reason()).isEqualTo(RejectionReason.INVALID_ENCODING);
    assertThat(rejected.raw()).isEqualTo("{\"messages\":[],\"x\":\"\uFFFD\"}");
  }

  @Test
  void jsonOfAThousandLevelsIsReadAndDeeperJsonIsTooDeep() {
    String deep = SAID + ",\"x\":" + "[".repeat(999) + "]".repeat(999) + "}\n";
    String tooDeep = SAID + ",\"x\":" + "[".repeat(1000) + "]".repeat(1000) + "}\n";

    Reading.conversation(read(deep).get(0));
    assertThat(only(tooDeep).reason()).isEqualTo(RejectionReason.TOO_DEEP);
    assertThat(only("[".repeat(100_000) + "\n").reason()).isEqualTo(RejectionReason.TOO_DEEP);
  }

  @Test
  void aLineOverTheLimitIsTooLargeAndTheNextOneIsRead() {
    Path file = folder.resolve("a.jsonl");
    String line = Reading.line(1);
    Reading.write(file, line + " ".repeat(200_000) + "\n" + line + "\n" + "x".repeat(70_000));
    ReadLimits limits = new ReadLimits(line.length() + 4, 64);

    List<ArchiveRecord> records = Reading.all(file, ArchiveFile.SPLIT_BYTES, limits);

    assertThat(Reading.lines(records)).containsExactly(1L, 2L, 3L);
    assertThat(Reading.rejected(records.get(0)).reason()).isEqualTo(RejectionReason.TOO_LARGE);
    assertThat(Reading.rejected(records.get(0)).raw()).isEqualTo(line.substring(0, 64));
    Reading.conversation(records.get(1));
    assertThat(Reading.rejected(records.get(2)).reason()).isEqualTo(RejectionReason.TOO_LARGE);
    assertThat(Reading.rejected(records.get(2)).raw()).isEqualTo("x".repeat(64));
  }

  @Test
  void aNumberOrNameBeyondAllReasonIsTooLarge() {
    assertThat(only("{\"messages\":[],\"x\":" + "9".repeat(10_001) + "}\n").reason())
        .isEqualTo(RejectionReason.TOO_LARGE);
    assertThat(only("{\"messages\":[],\"" + "k".repeat(60_000) + "\":1}\n").reason())
        .isEqualTo(RejectionReason.TOO_LARGE);
  }

  @Test
  void aMessageOfTwentyMegabytesIsRead() {
    String text = "grievance ".repeat(2_200_000);

    Conversation conversation =
        Reading.conversation(
            read("{\"messages\":[{\"sender\":\"user\",\"message\":\"" + text + "\"}]}").get(0));

    assertThat(conversation.messages().get(0).text()).hasSize(text.length());
  }

  @Test
  void theRawTextOfARejectedRecordIsBounded() {
    assertThat(only("?".repeat(100_000) + "\n").raw()).hasSize(64 * 1024);
    assertThat(only("\0\0").raw()).isEqualTo("\uFFFD\uFFFD");
  }

  @Test
  void aLastLineWithoutNewlineIsReadWhenItIsWhole() {
    assertThat(read(Reading.line(1) + "\n" + Reading.line(2)))
        .allSatisfy(Reading::conversation)
        .hasSize(2);
  }

  @Test
  void aPlainFileThatIsCutAnywhereInItsLastLineIsTruncated() {
    byte[] line = Reading.line(2).getBytes(StandardCharsets.UTF_8);
    byte[] first = (Reading.line(1) + "\n").getBytes(StandardCharsets.UTF_8);
    for (int cut = 1; cut < line.length; cut++) {
      byte[] bytes = java.util.Arrays.copyOf(first, first.length + cut);
      System.arraycopy(line, 0, bytes, first.length, cut);

      List<ArchiveRecord> records = Reading.all(Reading.write(folder.resolve("a.jsonl"), bytes));

      assertThat(Reading.lines(records)).containsExactly(1L, 2L);
      assertThat(Reading.rejected(records.get(1)).reason())
          .as("cut after %d bytes", cut)
          .isEqualTo(RejectionReason.TRUNCATED_FILE);
    }
  }

  @Test
  void aLastLineWithoutNewlineThatIsWrongBeforeItsEndIsBrokenJson() {
    assertThat(only("{oops: 1}").reason()).isEqualTo(RejectionReason.BROKEN_JSON);
    assertThat(only("not json at all").reason()).isEqualTo(RejectionReason.BROKEN_JSON);
  }

  @Test
  void aFileThatVanishedIsUnreadable() throws IOException {
    Path file = Reading.write(folder.resolve("a.jsonl"), Reading.line(1));
    ArchiveSplit split = ArchiveFile.inspect(file).splits().get(0);
    Files.delete(file);

    Rejected rejected = Reading.rejected(Reading.split(split, ReadLimits.STANDARD).get(0));

    assertThat(rejected.reason()).isEqualTo(RejectionReason.UNREADABLE_FILE);
    assertThat(rejected.message()).isEqualTo("Cannot read archive " + file + ": no such file");
  }

  @Test
  void aFileThatVanishesWhileItIsReadIsUnreadableAfterItsLines() throws IOException {
    Path file = Reading.write(folder.resolve("a.jsonl"), (Reading.line(1) + "\n").repeat(2));
    try (ArchiveRecords records =
        ArchiveReader.read(
            ArchiveFile.inspect(file).splits().get(0),
            ReadOptions.of(Reading.ORG),
            ReadLimits.STANDARD)) {
      Reading.conversation(records.next());
      Files.delete(file);
      Reading.conversation(records.next());

      Rejected rejected = Reading.rejected(records.next());

      assertThat(rejected.reason()).isEqualTo(RejectionReason.UNREADABLE_FILE);
      assertThat(rejected.line()).isEqualTo(3);
      assertThat(records.hasNext()).isFalse();
    }
  }

  @Test
  void aFileThatIsNoLongerTheInspectedOneIsNotReadAtAll() throws IOException {
    for (String name : List.of("a.jsonl", "a.jsonl.gz", "a.parquet")) {
      Path file = Reading.write(folder.resolve(name), Reading.line(1));
      ArchiveSplit split = ArchiveFile.inspect(file).splits().get(0);
      Files.setLastModifiedTime(file, FileTime.fromMillis(1));

      List<ArchiveRecord> records = Reading.split(split, ReadLimits.STANDARD);

      assertThat(records).hasSize(1);
      assertThat(Reading.rejected(records.get(0)).reason())
          .isEqualTo(RejectionReason.CHANGED_WHILE_READ);
    }
  }

  @Test
  void aFileThatChangesWhileItIsReadSaysSoAfterItsLines() throws IOException {
    Path file = Reading.write(folder.resolve("a.jsonl"), (Reading.line(1) + "\n").repeat(3));
    ArchiveSplit split = ArchiveFile.inspect(file).splits().get(0);
    try (ArchiveRecords records =
        ArchiveReader.read(split, ReadOptions.of(Reading.ORG), ReadLimits.STANDARD)) {
      Reading.conversation(records.next());
      Files.writeString(file, "");
      Reading.conversation(records.next());
      Reading.conversation(records.next());

      Rejected rejected = Reading.rejected(records.next());

      assertThat(rejected.reason()).isEqualTo(RejectionReason.CHANGED_WHILE_READ);
      assertThat(rejected.line()).isEqualTo(4);
      assertThat(records.hasNext()).isFalse();
    }
  }

  @Test
  void blankLinesAreNoRecordsAndCount() {
    assertThat(Reading.lines(read("\n \t\r\n" + Reading.line(1) + "\r\n\n" + Reading.line(2))))
        .containsExactly(3L, 5L);
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstRecord() {
    assertThat(read("\uFEFF" + Reading.line(1) + "\n")).allSatisfy(Reading::conversation);
    assertThat(read("\uFEFF")).isEmpty();
  }
}
