package dev.assay.archive.fragment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.archive.message.MessageList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a span says was said, in the conventions of OpenTelemetry, OpenInference, OpenLLMetry,
 * Vercel's SDK, MLflow and Langfuse, as an object with {@code request} and {@code response}.
 */
final class SpanMessages {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final List<String> INPUTS =
      List.of(
          "gen_ai.input.messages",
          "ai.prompt.messages",
          "ai.prompt",
          "mlflow.spanInputs",
          "langfuse.observation.input",
          "langfuse.trace.input",
          "input.value",
          "traceloop.entity.input");

  private static final List<String> OUTPUTS =
      List.of(
          "gen_ai.output.messages",
          "mlflow.spanOutputs",
          "langfuse.observation.output",
          "langfuse.trace.output",
          "output.value",
          "traceloop.entity.output");

  private SpanMessages() {}

  static ObjectNode of(Attributes attributes, JsonNode events) {
    ObjectNode said = NODES.objectNode();
    ArrayNode asked = inferenceMessages(attributes.list("llm.input_messages"));
    ArrayNode answered = inferenceMessages(attributes.list("llm.output_messages"));
    asked = asked.isEmpty() ? attributes.list("gen_ai.prompt") : asked;
    answered = answered.isEmpty() ? attributes.list("gen_ai.completion") : answered;
    if (asked.isEmpty() && answered.isEmpty()) {
      events(events, asked, answered);
    }
    JsonNode input = asked.isEmpty() ? attributes.first(INPUTS) : asked;
    if (input != null) {
      input = unpacked(FragmentBuilder.parsed(input));
    }
    JsonNode output = answered.isEmpty() ? attributes.first(OUTPUTS) : answered;
    if (output == null) {
      output = vercelAnswer(attributes);
    }
    JsonNode instructions = attributes.value("gen_ai.system_instructions");
    if (input != null && instructions != null) {
      ObjectNode both = NODES.objectNode();
      both.set("system", FragmentBuilder.parsed(instructions));
      both.set("messages", input);
      input = both;
    }
    if (input != null) {
      said.set("request", input);
    }
    if (output != null) {
      said.set("response", output);
    }
    return said;
  }

  /** The items of OpenAI's Responses, where OpenLLMetry has them as the text of one message. */
  private static JsonNode unpacked(JsonNode input) {
    if (!input.isArray() || input.size() != 1) {
      return input;
    }
    JsonNode parts = input.path(0).path("parts");
    JsonNode text =
        parts.size() == 1 ? parts.path(0).path("content") : input.path(0).path("content");
    JsonNode items = FragmentBuilder.parsed(text);
    return text.isTextual() && items.isArray() && MessageList.isOfMessages(items) ? items : input;
  }

  /** OpenInference's messages as those of a chat. */
  private static ArrayNode inferenceMessages(ArrayNode listed) {
    ArrayNode messages = NODES.arrayNode();
    for (JsonNode element : listed) {
      JsonNode inner = element.path("message").isObject() ? element.path("message") : element;
      ObjectNode message = inner.deepCopy();
      JsonNode contents = message.remove("contents");
      if (contents != null) {
        ArrayNode parts = message.putArray("content");
        contents.forEach(part -> parts.add(contentPart(part)));
      }
      JsonNode calls = message.remove("tool_calls");
      if (calls != null) {
        ArrayNode plain = message.putArray("tool_calls");
        calls.forEach(
            call -> plain.add(call.path("tool_call").isObject() ? call.path("tool_call") : call));
      }
      messages.add(message);
    }
    return messages;
  }

  private static JsonNode contentPart(JsonNode part) {
    JsonNode inner = part.path("message_content");
    if (!inner.isObject()) {
      return part;
    }
    return inner.path("type").asText().equals("image")
        ? NODES.objectNode().put("type", "image_url")
        : inner;
  }

  /** Messages that are events of a span, each with its role in its name. */
  private static void events(JsonNode written, ArrayNode asked, ArrayNode answered) {
    for (JsonNode event : FragmentBuilder.parsed(written)) {
      String name = event.path("name").asText();
      Attributes attributes = Attributes.of(event.path("attributes"));
      ObjectNode message = message(attributes, event);
      switch (name) {
        case "gen_ai.system.message" -> asked.add(roled(message, "system"));
        case "gen_ai.user.message" -> asked.add(roled(message, "user"));
        case "gen_ai.assistant.message" -> asked.add(roled(message, "assistant"));
        case "gen_ai.tool.message" -> asked.add(tool(roled(message, "tool")));
        case "gen_ai.choice" -> {
          JsonNode inner = FragmentBuilder.parsed(message.path("message"));
          answered.add(
              roled(inner.isObject() ? (ObjectNode) inner.deepCopy() : message, "assistant"));
        }
        case "gen_ai.client.inference.operation.details" -> {
          details(attributes, "gen_ai.input.messages", asked);
          details(attributes, "gen_ai.output.messages", answered);
        }
        default -> {
          // Something else happened.
        }
      }
    }
  }

  private static void details(Attributes attributes, String name, ArrayNode to) {
    JsonNode messages = attributes.value(name);
    if (messages != null) {
      FragmentBuilder.parsed(messages).forEach(to::add);
    }
  }

  private static ObjectNode message(Attributes attributes, JsonNode event) {
    ObjectNode message = NODES.objectNode();
    for (String field : List.of("role", "content", "tool_calls", "id", "name", "message")) {
      JsonNode value = attributes.value(field);
      if (value != null) {
        message.set(field, field.equals("content") ? value : FragmentBuilder.parsed(value));
      }
    }
    JsonNode body = FragmentBuilder.parsed(event.path("body"));
    if (body.isObject()) {
      for (Map.Entry<String, JsonNode> field : body.properties()) {
        message.set(field.getKey(), field.getValue());
      }
    }
    return message;
  }

  private static ObjectNode roled(ObjectNode message, String role) {
    if (!message.path("role").isTextual()) {
      message.put("role", role);
    }
    return message;
  }

  /** A tool's event has the id of its call as its own. */
  private static ObjectNode tool(ObjectNode message) {
    JsonNode id = message.remove("id");
    if (id != null) {
      message.set("tool_call_id", id);
    }
    return message;
  }

  /** Vercel's SDK writes the text and the calls of an answer apart. */
  private static @Nullable JsonNode vercelAnswer(Attributes attributes) {
    String text = attributes.text("ai.response.text", "ai.result.text", "ai.response.object");
    String thought = attributes.text("ai.response.reasoning");
    JsonNode calls = attributes.value("ai.response.toolCalls");
    if (text == null && thought == null && calls == null) {
      return null;
    }
    ObjectNode message = NODES.objectNode().put("role", "assistant");
    ArrayNode content = message.putArray("content");
    if (thought != null) {
      content.addObject().put("type", "reasoning").put("text", thought);
    }
    if (text != null) {
      content.addObject().put("type", "text").put("text", text);
    }
    if (calls != null) {
      for (JsonNode call : FragmentBuilder.parsed(calls)) {
        ObjectNode part = call.deepCopy();
        part.put("type", "tool-call");
        content.add(part);
      }
    }
    return message;
  }
}
