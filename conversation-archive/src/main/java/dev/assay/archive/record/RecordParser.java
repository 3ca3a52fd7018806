package dev.assay.archive.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.JsonTypes;
import dev.assay.archive.RecordReading;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.fragment.FragmentFormat;
import dev.assay.archive.message.MessageList;
import dev.assay.archive.value.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;

/** Turns the bytes of one record, or its JSON, into a conversation. */
final class RecordParser {

  private static final List<ArchiveFormat> FORMATS =
      ServiceLoader.load(ArchiveFormat.class, ArchiveFormat.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private static final List<FragmentFormat> FRAGMENTS =
      ServiceLoader.load(FragmentFormat.class, FragmentFormat.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  /**
   * A record that was read.
   *
   * @param conversation that it is
   * @param notes how it was read
   */
  record Parsed(Conversation conversation, RecordNotes notes) {}

  private final String orgId;
  private final boolean notesIgnored;

  /**
   * @param notesIgnored whether to note fields that nobody reads
   */
  RecordParser(String orgId, boolean notesIgnored) {
    this.orgId = orgId;
    this.notesIgnored = notesIgnored;
  }

  /**
   * @param terminated whether a newline ended the record; without one, JSON that ends too early
   *     means that the file was cut
   */
  Parsed parse(byte[] bytes, int from, int length, boolean terminated) throws UnreadableRecord {
    Utf8.Flaw flaw = Utf8.check(bytes, from, length);
    if (flaw == Utf8.Flaw.CUT_AT_END && !terminated) {
      throw cutOff();
    }
    if (flaw != Utf8.Flaw.NONE) {
      throw new UnreadableRecord(
          RejectionReason.INVALID_ENCODING, "Invalid encoding: the record is not UTF-8");
    }
    return convert(json(bytes, from, length, terminated));
  }

  private static JsonNode json(byte[] bytes, int from, int length, boolean terminated)
      throws UnreadableRecord {
    try {
      return JsonText.reader().readTree(bytes, from, length);
    } catch (StreamConstraintsException e) {
      boolean depth = e.getOriginalMessage().contains("nesting depth");
      throw new UnreadableRecord(
          depth ? RejectionReason.TOO_DEEP : RejectionReason.TOO_LARGE,
          "Cannot take in the record: " + e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      boolean atEnd = e instanceof JsonEOFException || e.getLocation().getByteOffset() >= length;
      if (atEnd && !terminated) {
        throw cutOff();
      }
      throw new UnreadableRecord(
          RejectionReason.BROKEN_JSON,
          "Invalid JSON at column %d: %s"
              .formatted(e.getLocation().getColumnNr(), e.getOriginalMessage()));
    } catch (NumberFormatException e) {
      throw new UnreadableRecord(
          RejectionReason.UNREADABLE_VALUE, "Invalid number: its exponent is beyond 32 bits");
    } catch (IOException e) {
      throw new UnreadableRecord(RejectionReason.BROKEN_JSON, "Invalid JSON: " + e.getMessage());
    }
  }

  private static UnreadableRecord cutOff() {
    return new UnreadableRecord(
        RejectionReason.TRUNCATED_FILE,
        "Cannot read the record: the file ends in its middle; if it is still being written, the rest is read next time");
  }

  Parsed convert(JsonNode value) throws UnreadableRecord {
    JsonNode record = value;
    if (value.isArray() && MessageList.isOfMessages(value)) {
      record = JsonNodeFactory.instance.objectNode().set("messages", value);
    }
    if (!record.isObject()) {
      throw new UnreadableRecord(
          RejectionReason.NOT_AN_OBJECT,
          "Invalid record: expected a JSON object, found " + JsonTypes.name(record));
    }
    checkOrganization(record.path("org_id"));
    for (FragmentFormat format : FRAGMENTS) {
      if (format.recognises(record)) {
        throw new UnreadableRecord(
            RejectionReason.UNKNOWN_FORMAT,
            "Unsupported record: a part of a conversation, as %s has it; put the parts together, one conversation a record"
                .formatted(format.name()));
      }
    }
    for (ArchiveFormat format : FORMATS) {
      if (format.recognises(record)) {
        RecordReading reading = RecordReading.of(orgId);
        Conversation conversation = format.read(record, reading);
        return new Parsed(
            conversation,
            new RecordNotes(
                format.name(),
                reading.fields(),
                reading.unreadableTimes(),
                notesIgnored ? IgnoredFields.of(record) : List.of()));
      }
    }
    throw Unrecognised.of(record);
  }

  private void checkOrganization(JsonNode claimed) throws UnreadableRecord {
    if (claimed.isMissingNode() || claimed.isNull()) {
      return;
    }
    if (!claimed.isTextual()) {
      throw new UnreadableRecord(
          RejectionReason.WRONG_TYPE,
          "Invalid field org_id: expected text, found " + JsonTypes.name(claimed));
    }
    if (!claimed.textValue().equals(orgId)) {
      throw new UnreadableRecord(
          RejectionReason.WRONG_ORGANIZATION,
          "Cannot take in a record of organization %s in a delivery of %s"
              .formatted(JsonTypes.quoted(claimed.textValue()), JsonTypes.quoted(orgId)));
    }
  }
}
