package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assay.archive.FieldPath;
import dev.assay.archive.JsonTypes;
import dev.assay.archive.Mapping;
import dev.assay.archive.RecordReading;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.Sender;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.CleanText;
import dev.assay.archive.value.FieldValues;
import dev.assay.archive.value.RecordObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages where a mapping says that they stand: all of what stands at its paths is
 * understood, or the record is rejected.
 */
public final class MappedMessages {
  private static final int QUOTED_KEYS = 12;
  private static final int MOST_LEAVES = 10_000;

  private final Mapping mapping;
  private final RecordReading reading;

  public MappedMessages(Mapping mapping, RecordReading reading) {
    this.mapping = mapping;
    this.reading = reading;
  }

  /** The list of messages of a record, which may be written as JSON text. */
  public static JsonNode list(JsonNode record, Mapping mapping) throws UnreadableRecord {
    JsonNode list = FieldValues.parsed(FieldValues.at(record, mapping.messages()));
    if (list.isMissingNode()) {
      throw new UnreadableRecord(
          RejectionReason.NO_MESSAGES_LIST,
          "Invalid record: it has no list of messages at %s, but %s"
              .formatted(mapping.messages(), JsonTypes.keys(record, QUOTED_KEYS)));
    }
    if (!list.isArray()) {
      throw new RecordObject(record, "").wrongType(mapping.messages().toString(), "a list", list);
    }
    return list;
  }

  /** Reads the messages of a {@link #list}. */
  public List<SourceMessage> read(JsonNode list) throws UnreadableRecord {
    List<SourceMessage> messages = new ArrayList<>(list.size());
    for (JsonNode element : list) {
      String place = mapping.messages() + "[" + messages.size() + "]";
      messages.add(message(object(element, place), messages.size()));
    }
    return messages;
  }

  private static RecordObject object(JsonNode element, String place) throws UnreadableRecord {
    JsonNode object = FieldValues.parsed(element);
    if (!object.isObject()) {
      throw new UnreadableRecord(
          RejectionReason.WRONG_TYPE,
          "Invalid field %s: expected an object, found %s"
              .formatted(place, JsonTypes.name(object)));
    }
    return new RecordObject(object, place + '.');
  }

  private SourceMessage message(RecordObject message, int position) throws UnreadableRecord {
    Sender sender = sender(message);
    Pieces pieces = new Pieces();
    text(message, pieces);
    Mapping.Calls calls = mapping.calls();
    if (calls != null) {
      calls(message, calls, pieces);
    }
    if (pieces.isEmpty() && holdsMore(message)) {
      throw Parts.unread(
          message,
          "there is no text at %s%s"
              .formatted(mapping.text(), calls == null ? "" : ", and no call at " + calls.list()));
    }
    if (sender == Sender.TOOL) {
      answer(pieces);
    }
    return new SourceMessage(position, null, null, sender, null, time(message), pieces.all());
  }

  private Sender sender(RecordObject message) throws UnreadableRecord {
    String field = mapping.sender().toString();
    JsonNode said = FieldValues.at(message.node(), mapping.sender());
    if (said.isContainerNode()) {
      throw message.wrongType(field, "a word for who speaks", said);
    }
    if (said.asText().isBlank()) {
      throw new UnreadableRecord(
          RejectionReason.MISSING_FIELD,
          "Invalid record: %s%s is missing; there is %s"
              .formatted(message.where(), field, JsonTypes.keys(message.node(), QUOTED_KEYS)));
    }
    Sender meant = mapping.roles().get(Mapping.word(said.asText()));
    if (meant != null) {
      return meant;
    }
    return Roles.sender(said.asText())
        .orElseThrow(
            () ->
                message.unreadable(
                    field,
                    "a word for who speaks that is usual or among the roles of mapping "
                        + mapping.name(),
                    said.asText()));
  }

  private void text(RecordObject message, Pieces pieces) throws UnreadableRecord {
    JsonNode text = FieldValues.at(message.node(), mapping.text());
    if (text.isTextual()) {
      pieces.text(text.textValue());
    } else if (!text.isMissingNode()) {
      // Of its own, so that errors name the whole path.
      String field = mapping.text().toString();
      JsonNode alone = JsonNodeFactory.instance.objectNode().set(field, text);
      MessageContent.body(new RecordObject(alone, message.where()), field, pieces);
    }
  }

  private static void calls(RecordObject message, Mapping.Calls calls, Pieces pieces)
      throws UnreadableRecord {
    JsonNode listed = FieldValues.parsed(FieldValues.at(message.node(), calls.list()));
    if (listed.isMissingNode()) {
      return;
    }
    String where = message.where() + calls.list();
    if (!listed.isArray()) {
      call(object(listed, where), "0", calls, pieces);
      return;
    }
    for (int i = 0; i < listed.size(); i++) {
      call(object(listed.get(i), where + "[" + i + "]"), String.valueOf(i), calls, pieces);
    }
  }

  /**
   * One call, with its answer.
   *
   * @param id by which the answer finds it
   */
  private static void call(RecordObject call, String id, Mapping.Calls calls, Pieces pieces)
      throws UnreadableRecord {
    JsonNode named = FieldValues.at(call.node(), calls.name());
    if (!named.isTextual() || named.textValue().isBlank()) {
      throw Parts.unread(call, "there is no name of a tool at " + calls.name());
    }
    String name = CleanText.of(named.textValue());
    pieces.call(id, name, at(call, calls.arguments()));
    JsonNode result = at(call, calls.result());
    JsonNode error = at(call, calls.error());
    if (error != null && error.isBoolean()) {
      pieces.result(Piece.Result.of(id, name, json(result, ""), error.booleanValue()));
    } else if (result != null || error != null) {
      pieces.result(
          new Piece.Result(
              id,
              name,
              result == null ? null : CleanText.ofJson(result),
              error == null ? null : CleanText.ofJson(error)));
    }
  }

  private static String json(@Nullable JsonNode value, String absent) {
    return value == null ? absent : CleanText.ofJson(value);
  }

  private static @Nullable JsonNode at(RecordObject of, @Nullable FieldPath path) {
    JsonNode value = path == null ? null : FieldValues.at(of.node(), path);
    return value == null || value.isMissingNode() ? null : value;
  }

  /** Whether something stands there that nobody reads, and may be content. */
  private boolean holdsMore(RecordObject message) {
    return FieldValues.leaves(message.node(), MOST_LEAVES).stream()
        .anyMatch(
            leaf ->
                !mapping.readsOfMessage(leaf)
                    && !MessageContent.isAside(leaf.get(leaf.size() - 1)));
  }

  /** What a tool says alone is the answer to the last call without one, if there is any. */
  private static void answer(Pieces pieces) {
    StringJoiner said = new StringJoiner("\n");
    for (Piece piece : pieces.all()) {
      if (!(piece instanceof Piece.Text text)) {
        return;
      }
      said.add(text.text());
    }
    if (!pieces.isEmpty()) {
      pieces.all().clear();
      pieces.result(Piece.Result.of(null, null, said.toString(), false));
    }
  }

  private @Nullable Instant time(RecordObject message) {
    JsonNode value = at(message, mapping.time());
    return value == null ? null : reading.time(value);
  }
}
