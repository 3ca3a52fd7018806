package dev.assay.archive.fragment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.archive.fragment.Fragment.Kind;
import dev.assay.archive.message.Piece;
import dev.assay.archive.message.SourceMessage;
import dev.assay.archive.value.JsonText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fragments as JSON, in which tables keep them: equal ones give equal texts. */
public final class FragmentJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private FragmentJson() {}

  public static String write(Fragment fragment) {
    ObjectNode node = NODES.objectNode();
    put(node, "source", fragment.source());
    put(node, "trace", fragment.trace());
    put(node, "id", fragment.id());
    put(node, "parent", fragment.parent());
    put(node, "session", fragment.session());
    put(node, "kind", fragment.kind().name());
    put(node, "start", fragment.start());
    put(node, "end", fragment.end());
    messages(node, "request", fragment.request());
    messages(node, "response", fragment.response());
    Fragment.ToolUse tool = fragment.tool();
    if (tool != null) {
      ObjectNode of = node.putObject("tool");
      put(of, "call", tool.call());
      put(of, "name", tool.name());
      put(of, "arguments", tool.arguments());
      put(of, "result", tool.result());
      put(of, "error", tool.error());
    }
    put(node, "user_id", fragment.userId());
    put(node, "service_id", fragment.serviceId());
    if (!fragment.tags().isEmpty()) {
      ObjectNode tags = node.putObject("tags");
      fragment.tags().forEach(tags::put);
    }
    put(node, "unread", fragment.unread());
    put(node, "unclear", fragment.unclear());
    return node.toString();
  }

  private static void put(ObjectNode node, String field, @Nullable String value) {
    if (value != null) {
      node.put(field, value);
    }
  }

  private static void put(ObjectNode node, String field, @Nullable Instant value) {
    if (value != null) {
      node.put(field, ChronoUnit.MICROS.between(Instant.EPOCH, value));
    }
  }

  private static void messages(ObjectNode node, String field, List<SourceMessage> messages) {
    if (messages.isEmpty()) {
      return;
    }
    ArrayNode list = node.putArray(field);
    for (SourceMessage message : messages) {
      ObjectNode of = list.addObject();
      put(of, "id", message.id());
      put(of, "interaction_id", message.interactionId());
      put(of, "sender", message.sender().label());
      MessageType type = message.type();
      put(of, "type", type == null ? null : type.label());
      put(of, "at", message.at());
      ArrayNode pieces = of.putArray("pieces");
      message.pieces().forEach(piece -> pieces.add(piece(piece)));
    }
  }

  private static ObjectNode piece(Piece piece) {
    ObjectNode node = NODES.objectNode();
    if (piece instanceof Piece.Text text) {
      put(node, "text", text.text());
    } else if (piece instanceof Piece.Thought thought) {
      put(node, "thought", thought.text());
    } else if (piece instanceof Piece.Call call) {
      put(node, "call", call.name());
      put(node, "id", call.id());
      put(node, "arguments", call.arguments());
    } else if (piece instanceof Piece.Result result) {
      node.put("answer", true);
      put(node, "id", result.call());
      put(node, "name", result.name());
      put(node, "result", result.result());
      put(node, "error", result.error());
    }
    return node;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static Fragment read(String json) {
    JsonNode node;
    try {
      node = JsonText.reader().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid fragment: " + e.getOriginalMessage(), e);
    }
    TreeMap<String, @Nullable String> tags = new TreeMap<>();
    for (Map.Entry<String, JsonNode> tag : node.path("tags").properties()) {
      tags.put(tag.getKey(), tag.getValue().textValue());
    }
    JsonNode tool = node.path("tool");
    return new Fragment(
        node.path("source").asText(),
        node.path("trace").asText(),
        node.path("id").asText(),
        text(node, "parent"),
        text(node, "session"),
        Kind.valueOf(node.path("kind").asText()),
        time(node, "start"),
        time(node, "end"),
        messages(node.path("request")),
        messages(node.path("response")),
        tool.isObject()
            ? new Fragment.ToolUse(
                text(tool, "call"),
                tool.path("name").asText(),
                tool.path("arguments").asText(),
                text(tool, "result"),
                text(tool, "error"))
            : null,
        text(node, "user_id"),
        text(node, "service_id"),
        tags,
        text(node, "unread"),
        text(node, "unclear"));
  }

  private static @Nullable String text(JsonNode node, String field) {
    return node.path(field).textValue();
  }

  private static @Nullable Instant time(JsonNode node, String field) {
    return node.path(field).isIntegralNumber()
        ? Instant.EPOCH.plus(node.path(field).longValue(), ChronoUnit.MICROS)
        : null;
  }

  private static List<SourceMessage> messages(JsonNode list) {
    List<SourceMessage> messages = new ArrayList<>();
    for (JsonNode message : list) {
      List<Piece> pieces = new ArrayList<>();
      message.path("pieces").forEach(piece -> pieces.add(piece(piece)));
      String type = text(message, "type");
      messages.add(
          new SourceMessage(
              messages.size(),
              text(message, "id"),
              text(message, "interaction_id"),
              Sender.fromLabel(message.path("sender").asText()).orElseThrow(),
              type == null ? null : MessageType.fromLabel(type).orElseThrow(),
              time(message, "at"),
              pieces));
    }
    return messages;
  }

  private static Piece piece(JsonNode node) {
    if (node.has("text")) {
      return new Piece.Text(node.path("text").asText());
    }
    if (node.has("thought")) {
      return new Piece.Thought(node.path("thought").asText());
    }
    if (node.has("call")) {
      return new Piece.Call(
          text(node, "id"), node.path("call").asText(), node.path("arguments").asText());
    }
    return node.has("answer")
        ? new Piece.Result(
            text(node, "id"), text(node, "name"), text(node, "result"), text(node, "error"))
        : new Piece.Step();
  }
}
