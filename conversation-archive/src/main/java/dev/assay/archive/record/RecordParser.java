package dev.assay.archive.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.IdScope;
import dev.assay.archive.JsonTypes;
import dev.assay.archive.ReadOptions;
import dev.assay.archive.RecordReading;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.format.MappedFormat;
import dev.assay.archive.fragment.Fragment;
import dev.assay.archive.fragment.FragmentFormat;
import dev.assay.archive.message.MessageList;
import dev.assay.archive.record.ArchiveRecord.Accepted;
import dev.assay.archive.record.ArchiveRecord.Parts;
import dev.assay.archive.value.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of one record, or its JSON, into a conversation or into parts of one. */
final class RecordParser {

  private static final List<ArchiveFormat> FORMATS =
      ServiceLoader.load(ArchiveFormat.class, ArchiveFormat.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private static final List<FragmentFormat> FRAGMENTS =
      ServiceLoader.load(FragmentFormat.class, FragmentFormat.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private final ReadOptions options;
  private final ReadLimits limits;
  private final List<MappedFormat> mapped;
  private final @Nullable String idScope;
  private final MappingMatches matches;
  private final boolean notesIgnored;

  /**
   * @param file the name of the file that the records are of
   * @param matches is told of each record
   * @param notesIgnored whether to note fields that nobody reads
   */
  RecordParser(
      ReadOptions options,
      ReadLimits limits,
      String file,
      MappingMatches matches,
      boolean notesIgnored) {
    this.options = options;
    this.limits = limits;
    this.mapped = options.mappings().stream().map(MappedFormat::new).toList();
    this.idScope = options.idScope() == IdScope.FILE ? file : null;
    this.matches = matches;
    this.notesIgnored = notesIgnored;
  }

  /** The names of all formats, which no mapping may have. */
  static Set<String> formatNames() {
    return Stream.concat(
            FORMATS.stream().map(ArchiveFormat::name), FRAGMENTS.stream().map(FragmentFormat::name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * @param terminated whether a newline ended the record; without one, JSON that ends too early
   *     means that the file was cut
   * @param line where it stands
   */
  ArchiveRecord parse(byte[] bytes, int from, int length, boolean terminated, long line)
      throws UnreadableRecord {
    Utf8.Flaw flaw = Utf8.check(bytes, from, length);
    if (flaw == Utf8.Flaw.CUT_AT_END && !terminated) {
      throw cutOff();
    }
    if (flaw != Utf8.Flaw.NONE) {
      throw new UnreadableRecord(
          RejectionReason.INVALID_ENCODING, "Invalid encoding: the record is not UTF-8");
    }
    return convert(json(bytes, from, length, terminated), line);
  }

  private static JsonNode json(byte[] bytes, int from, int length, boolean terminated)
      throws UnreadableRecord {
    try {
      return JsonText.reader().readTree(bytes, from, length);
    } catch (StreamConstraintsException e) {
      throw JsonDiagnosis.of(bytes, from, length, RejectionReason.TOO_LARGE);
    } catch (JsonProcessingException e) {
      boolean atEnd = e instanceof JsonEOFException || e.getLocation().getByteOffset() >= length;
      if (atEnd && !terminated) {
        throw cutOff();
      }
      throw JsonDiagnosis.of(bytes, from, length, RejectionReason.BROKEN_JSON);
    } catch (NumberFormatException e) {
      throw new UnreadableRecord(
          RejectionReason.UNREADABLE_VALUE, "Invalid number: its exponent is beyond 32 bits");
    } catch (IOException e) {
      throw JsonDiagnosis.of(bytes, from, length, RejectionReason.BROKEN_JSON);
    }
  }

  private static UnreadableRecord cutOff() {
    return new UnreadableRecord(
        RejectionReason.TRUNCATED_FILE,
        "Cannot read the record: the file ends in its middle; if it is still being written, the rest is read next time");
  }

  ArchiveRecord convert(JsonNode value, long line) throws UnreadableRecord {
    JsonNode record = value;
    if (value.isArray() && MessageList.isOfMessages(value)) {
      record = JsonNodeFactory.instance.objectNode().set("messages", value);
    }
    if (!record.isObject()) {
      throw new UnreadableRecord(
          RejectionReason.NOT_AN_OBJECT,
          "Invalid record: expected a JSON object, found " + JsonTypes.name(record));
    }
    if (!mapped.isEmpty()) {
      matches.seen(record);
    }
    RecordReading reading =
        new RecordReading(organization(record.path("org_id")), options.zone(), idScope);
    for (MappedFormat format : mapped) {
      if (format.recognises(record)) {
        matches.matched(format.name());
        Conversation conversation = format.read(record, reading);
        List<String> ignored = notesIgnored ? format.ignored(record) : List.of();
        return new Accepted(conversation, line, notes(format.name(), reading, ignored));
      }
    }
    List<String> ignored = notesIgnored ? IgnoredFields.of(record) : List.of();
    for (FragmentFormat format : FRAGMENTS) {
      if (format.recognises(record)) {
        List<Fragment> fragments = format.read(record, reading);
        boolean isRead = fragments.stream().allMatch(fragment -> fragment.unread() == null);
        return new Parts(
            reading.orgId(),
            fragments,
            line,
            notes(format.name(), reading, List.of()),
            isRead ? "" : limits.raw(record.toString()));
      }
    }
    for (ArchiveFormat format : FORMATS) {
      if (format.recognises(record)) {
        Conversation conversation = format.read(record, reading);
        return new Accepted(conversation, line, notes(format.name(), reading, ignored));
      }
    }
    throw Unrecognised.of(record);
  }

  private static RecordNotes notes(String format, RecordReading reading, List<String> ignored) {
    return new RecordNotes(format, reading.fields(), reading.unreadableTimes(), ignored);
  }

  /** The organization that the record belongs to. */
  private String organization(JsonNode claimed) throws UnreadableRecord {
    if (claimed.isMissingNode() || claimed.isNull()) {
      return options.orgId();
    }
    if (!claimed.isTextual()) {
      throw new UnreadableRecord(
          RejectionReason.WRONG_TYPE,
          "Invalid field org_id: expected text, found " + JsonTypes.name(claimed));
    }
    String named = claimed.textValue();
    if (!named.equals(options.orgId()) && !options.otherOrgs().contains(named)) {
      throw new UnreadableRecord(
          RejectionReason.WRONG_ORGANIZATION,
          "Cannot take in a record of organization %s in a delivery of %s"
              .formatted(JsonTypes.quoted(named), JsonTypes.quoted(options.orgId())));
    }
    return named;
  }
}
