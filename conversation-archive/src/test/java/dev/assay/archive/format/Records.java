package dev.assay.archive.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.RecordReading;
import dev.assay.archive.UnreadableRecord;
import java.util.List;
import java.util.ServiceLoader;

/** Records of tests, read by the one format that recognises them. */
final class Records {

  static final List<ArchiveFormat> FORMATS =
      ServiceLoader.load(ArchiveFormat.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(format -> format.getClass().getPackageName().endsWith(".format"))
          .toList();

  private Records() {}

  /** The record, in which an apostrophe stands for a quotation mark. */
  static JsonNode json(String record) {
    try {
      return new JsonMapper().readTree(record.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid record: " + record, e);
    }
  }

  static List<String> recognisedBy(String record) {
    JsonNode json = json(record);
    return FORMATS.stream()
        .filter(format -> format.recognises(json))
        .map(ArchiveFormat::name)
        .limit(1)
        .toList();
  }

  static Conversation read(String record) {
    return read(record, "acme");
  }

  static Conversation read(String record, String orgId) {
    JsonNode json = json(record);
    for (ArchiveFormat format : FORMATS) {
      if (format.recognises(json)) {
        try {
          return format.read(json, RecordReading.of(orgId));
        } catch (UnreadableRecord e) {
          throw new AssertionError(e.getMessage(), e);
        }
      }
    }
    throw new AssertionError("no format recognises " + record);
  }

  /** Why a record is read by no format. */
  static UnreadableRecord rejected(String record) {
    JsonNode json = json(record);
    for (ArchiveFormat format : FORMATS) {
      if (format.recognises(json)) {
        try {
          throw new AssertionError(format.read(json, RecordReading.of("acme")).toString());
        } catch (UnreadableRecord e) {
          return e;
        }
      }
    }
    throw new AssertionError("no format recognises " + record);
  }
}
