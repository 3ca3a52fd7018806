package dev.assay.archive.record;

import static com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS;
import static com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.JsonTypes;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;

/** Turns the bytes of one record, or its JSON, into a conversation. */
final class RecordParser {

  private static final int MAX_NUMBER_LENGTH = 10_000;

  private static final ObjectReader JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.CHARSET_DETECTION)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .build())
                  .build())
          .enable(FAIL_ON_TRAILING_TOKENS)
          .enable(USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build()
          .reader();

  private static final List<ArchiveFormat> FORMATS =
      ServiceLoader.load(ArchiveFormat.class, ArchiveFormat.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private final String orgId;

  RecordParser(String orgId) {
    this.orgId = orgId;
  }

  /**
   * @param terminated whether a newline ended the record; without one, JSON that ends too early
   *     means that the file was cut
   */
  Conversation parse(byte[] bytes, int from, int length, boolean terminated)
      throws UnreadableRecord {
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
      return JSON.readTree(bytes, from, length);
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
        RejectionReason.TRUNCATED_FILE, "Cannot read the record: the file ends in its middle");
  }

  Conversation convert(JsonNode record) throws UnreadableRecord {
    if (!record.isObject()) {
      throw new UnreadableRecord(
          RejectionReason.NOT_AN_OBJECT,
          "Invalid record: expected a JSON object, found " + JsonTypes.name(record));
    }
    checkOrganization(record.path("org_id"));
    for (ArchiveFormat format : FORMATS) {
      if (format.recognises(record)) {
        return format.read(record, orgId);
      }
    }
    throw unrecognised(record.path("messages"));
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

  private static UnreadableRecord unrecognised(JsonNode messages) {
    if (messages.isMissingNode() || messages.isNull()) {
      return new UnreadableRecord(
          RejectionReason.NO_MESSAGES_LIST, "Invalid record: it has no list of messages");
    }
    if (!messages.isArray()) {
      return new UnreadableRecord(
          RejectionReason.WRONG_TYPE,
          "Invalid field messages: expected a list, found " + JsonTypes.name(messages));
    }
    return new UnreadableRecord(
        RejectionReason.UNKNOWN_FORMAT,
        "Unsupported record: its messages have neither sender, message_type nor role");
  }
}
