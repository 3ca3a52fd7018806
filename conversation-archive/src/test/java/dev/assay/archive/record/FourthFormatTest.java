package dev.assay.archive.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.Reading;
import dev.assay.archive.RecordReading;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.Sender;
import dev.assay.archive.UnreadableRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FourthFormatTest {

  /** A format that is this class and a line in {@code META-INF/services}. */
  public static final class LinesFormat implements ArchiveFormat {

    @Override
    public String name() {
      return "lines";
    }

    @Override
    public boolean recognises(JsonNode record) {
      return record.path("lines").isArray();
    }

    @Override
    public Conversation read(JsonNode record, RecordReading reading) throws UnreadableRecord {
      List<Message> messages = new ArrayList<>();
      for (JsonNode line : record.path("lines")) {
        if (!line.isTextual()) {
          throw new UnreadableRecord(RejectionReason.WRONG_TYPE, "Invalid field lines");
        }
        String id = "m" + messages.size();
        messages.add(
            new Message(
                id, "i", Sender.USER, MessageType.USER_MESSAGE, line.textValue(), null, List.of()));
      }
      return new Conversation(
          "c", reading.orgId(), null, null, null, null, true, new TreeMap<>(), null, messages);
    }
  }

  @TempDir Path folder = Path.of("");

  @Test
  void isReadBesideTheOthersOfOneFile() {
    Path file =
        Reading.write(
            folder.resolve("a.jsonl"),
            "{\"lines\":[\"hello\"]}\n" + Reading.line(1) + "\n{\"lines\":[1]}\n");

    List<ArchiveRecord> records = Reading.all(file);

    assertThat(Reading.conversation(records.get(0)).messages())
        .extracting(Message::text)
        .containsExactly("hello");
    assertThat(Reading.conversation(records.get(1)).messages()).hasSize(2);
    assertThat(Reading.rejected(records.get(2)).reason()).isEqualTo(RejectionReason.WRONG_TYPE);
  }
}
