package dev.assay.tests.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a conversation in the shapes that archives have it in. Each has its own way of saying when
 * something was said, what an agent thought, and that a tool failed; OpenAI's has only the text of
 * the tool for that.
 */
final class FiveShapes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

  private FiveShapes() {}

  /**
   * A call of a tool.
   *
   * @param arguments compact JSON
   * @param answer what the tool said, or what went wrong
   */
  record Call(String id, String tool, String arguments, String answer, boolean failed) {}

  /**
   * What somebody says.
   *
   * @param sender {@code system}, {@code user} or {@code agent}
   * @param second when it was said, from the beginning
   * @param thought of the agent before it speaks, or null
   */
  record Said(String sender, int second, String text, @Nullable String thought, List<Call> calls) {

    boolean isAgent() {
      return sender.equals("agent");
    }
  }

  /** The line of a native archive. */
  static List<String> inNative(String id, List<Said> conversation) {
    ObjectNode record = JSON.createObjectNode().put("id", id);
    ArrayNode messages = record.putArray("messages");
    for (Said said : conversation) {
      if (said.thought() != null) {
        ObjectNode thought = messages.addObject().put("sender", "agent");
        thought.put("message_type", "agent-inner-thought").put("message", said.thought());
        thought.put("created_at", at(said.second()));
      }
      ObjectNode message = messages.addObject().put("sender", said.sender());
      message.put("message", said.text()).put("created_at", at(said.second()));
      for (Call call : said.calls()) {
        ObjectNode of = message.withArray("tool_calls").addObject().put("name", call.tool());
        of.set("arguments", json(call.arguments()));
        of.put(call.failed() ? "error" : "result", call.answer());
      }
    }
    return List.of(record.toString());
  }

  /** The messages of a chat, in OpenAI's words. */
  static List<String> inOpenAi(String id, List<Said> conversation) {
    ObjectNode record = JSON.createObjectNode().put("id", id);
    record.set("messages", openAi(conversation, true));
    return List.of(record.toString());
  }

  private static ArrayNode openAi(List<Said> conversation, boolean withTimes) {
    ArrayNode messages = JSON.createArrayNode();
    for (Said said : conversation) {
      ObjectNode message = messages.addObject();
      message.put("role", said.isAgent() ? "assistant" : said.sender());
      message.put("content", said.text());
      if (said.thought() != null) {
        message.put("reasoning_content", said.thought());
      }
      if (withTimes) {
        message.put("created_at", at(said.second()));
      }
      for (Call call : said.calls()) {
        ObjectNode of = message.withArray("tool_calls").addObject().put("id", call.id());
        of.put("type", "function");
        of.putObject("function").put("name", call.tool()).put("arguments", call.arguments());
      }
      for (Call call : said.calls()) {
        ObjectNode answer = messages.addObject().put("role", "tool");
        answer.put("tool_call_id", call.id()).put("content", call.answer());
      }
    }
    return messages;
  }

  /** The messages of a chat, in Anthropic's words. */
  static List<String> inAnthropic(String id, List<Said> conversation) {
    ObjectNode record = JSON.createObjectNode().put("id", id);
    ArrayNode messages = record.putArray("messages");
    for (Said said : conversation) {
      if (said.sender().equals("system")) {
        record.put("system", said.text());
        continue;
      }
      ObjectNode message = messages.addObject();
      message.put("role", said.isAgent() ? "assistant" : said.sender());
      message.put("created_at", at(said.second()));
      ArrayNode blocks = message.putArray("content");
      if (said.thought() != null) {
        blocks.addObject().put("type", "thinking").put("thinking", said.thought());
      }
      if (!said.text().isEmpty()) {
        blocks.addObject().put("type", "text").put("text", said.text());
      }
      for (Call call : said.calls()) {
        ObjectNode of = blocks.addObject().put("type", "tool_use").put("id", call.id());
        of.put("name", call.tool()).set("input", json(call.arguments()));
      }
      if (!said.calls().isEmpty()) {
        ArrayNode answers = messages.addObject().put("role", "user").putArray("content");
        for (Call call : said.calls()) {
          ObjectNode answer = answers.addObject().put("type", "tool_result");
          answer.put("tool_use_id", call.id()).put("content", call.answer());
          if (call.failed()) {
            answer.put("is_error", true);
          }
        }
      }
    }
    return List.of(record.toString());
  }

  /** What is sent to a model, and what it answers. */
  private record Exchange(int number, int turn, List<Said> before, Said user, Said answer) {}

  /** Each answer of the agent, with all that was said before. */
  private static List<Exchange> exchanges(List<Said> conversation) {
    List<Exchange> exchanges = new ArrayList<>();
    int turn = 0;
    Said user = conversation.get(0);
    for (int i = 0; i < conversation.size(); i++) {
      Said said = conversation.get(i);
      if (said.sender().equals("user")) {
        turn++;
        user = said;
      } else if (said.isAgent()) {
        exchanges.add(new Exchange(i, turn, conversation.subList(0, i), user, said));
      }
    }
    return exchanges;
  }

  /** Spans in OTLP's JSON, a line for each; a trace for each turn of the user. */
  static List<String> inOpenTelemetry(String id, List<Said> conversation) {
    List<String> lines = new ArrayList<>();
    for (Exchange exchange : exchanges(conversation)) {
      Said answer = exchange.answer();
      ObjectNode model = span(id, exchange, "chat", "chat");
      model.put("startTimeUnixNano", nanos(began(exchange)));
      model.put("endTimeUnixNano", nanos(answer.second()));
      ArrayNode input = JSON.createArrayNode();
      for (Said said : exchange.before()) {
        if (said.sender().equals("system")) {
          ArrayNode system = JSON.createArrayNode();
          system.addObject().put("type", "text").put("content", said.text());
          attribute(model, "gen_ai.system_instructions", system.toString());
        } else {
          input.add(parts(said));
          answers(said, input);
        }
      }
      attribute(model, "gen_ai.input.messages", input.toString());
      attribute(
          model, "gen_ai.output.messages", JSON.createArrayNode().add(parts(answer)).toString());
      lines.add(resource(model));
      for (Call call : answer.calls()) {
        ObjectNode tool = span(id, exchange, call.id(), "execute_tool");
        tool.put("startTimeUnixNano", nanos(answer.second()));
        tool.put("endTimeUnixNano", nanos(answer.second() + 1));
        attribute(tool, "gen_ai.tool.name", call.tool());
        attribute(tool, "gen_ai.tool.call.id", call.id());
        attribute(tool, "gen_ai.tool.call.arguments", call.arguments());
        if (call.failed()) {
          tool.putObject("status").put("code", 2).put("message", call.answer());
        } else {
          attribute(tool, "gen_ai.tool.call.result", call.answer());
        }
        lines.add(resource(tool));
      }
    }
    return lines;
  }

  /** A model is asked when the user has spoken, and again when its tools have answered. */
  private static int began(Exchange exchange) {
    Said last = exchange.before().get(exchange.number() - 1);
    return last.isAgent() ? last.second() + 1 : last.second();
  }

  private static ObjectNode span(String id, Exchange exchange, String name, String operation) {
    ObjectNode span = JSON.createObjectNode();
    span.put("traceId", id + "-trace-" + exchange.turn());
    span.put("spanId", exchange.number() + "-" + name);
    span.put("name", name);
    attribute(span, "gen_ai.operation.name", operation);
    attribute(span, "gen_ai.conversation.id", id);
    return span;
  }

  private static void attribute(ObjectNode span, String key, String value) {
    ObjectNode attribute = span.withArray("attributes").addObject().put("key", key);
    attribute.putObject("value").put("stringValue", value);
  }

  private static ObjectNode parts(Said said) {
    ObjectNode message = JSON.createObjectNode();
    message.put("role", said.isAgent() ? "assistant" : said.sender());
    ArrayNode parts = message.putArray("parts");
    if (said.thought() != null) {
      parts.addObject().put("type", "reasoning").put("content", said.thought());
    }
    if (!said.text().isEmpty()) {
      parts.addObject().put("type", "text").put("content", said.text());
    }
    for (Call call : said.calls()) {
      ObjectNode of = parts.addObject().put("type", "tool_call").put("id", call.id());
      of.put("name", call.tool()).set("arguments", json(call.arguments()));
    }
    return message;
  }

  private static void answers(Said said, ArrayNode messages) {
    for (Call call : said.calls()) {
      ObjectNode message = messages.addObject().put("role", "tool");
      ObjectNode part = message.putArray("parts").addObject().put("type", "tool_call_response");
      part.put("id", call.id()).put("response", call.answer());
    }
  }

  private static String resource(ObjectNode span) {
    ObjectNode record = JSON.createObjectNode();
    record
        .putArray("resourceSpans")
        .addObject()
        .putArray("scopeSpans")
        .addObject()
        .putArray("spans")
        .add(span);
    return record.toString();
  }

  /** Rows of Langfuse's exports: of each trace its own, and its observations. */
  static List<String> inLangfuse(String id, List<Said> conversation) {
    List<String> lines = new ArrayList<>();
    for (Exchange exchange : exchanges(conversation)) {
      Said answer = exchange.answer();
      String trace = id + "-trace-" + exchange.turn();
      if (!exchange.before().get(exchange.number() - 1).isAgent()) {
        ObjectNode whole = JSON.createObjectNode().put("id", trace).put("session_id", id);
        whole.put("timestamp", at(exchange.user().second()));
        whole.putNull("input").putNull("output");
        lines.add(whole.toString());
      }
      ObjectNode model = observation(trace, exchange, "GENERATION", "model");
      model.put("start_time", at(began(exchange))).put("end_time", at(answer.second()));
      model.set("input", openAi(exchange.before(), false));
      model.set("output", openAi(List.of(answer), false).get(0));
      lines.add(model.toString());
      for (Call call : answer.calls()) {
        ObjectNode tool = observation(trace, exchange, "TOOL", call.tool());
        tool.put("id", tool.get("id").asText() + "-" + call.id());
        tool.put("start_time", at(answer.second())).put("end_time", at(answer.second() + 1));
        tool.set("input", json(call.arguments()));
        if (call.failed()) {
          tool.put("level", "ERROR").put("status_message", call.answer());
        } else {
          tool.put("output", call.answer());
        }
        lines.add(tool.toString());
      }
    }
    return lines;
  }

  private static ObjectNode observation(String trace, Exchange exchange, String type, String name) {
    ObjectNode observation = JSON.createObjectNode();
    observation.put("id", trace + "-" + exchange.number() + "-" + name);
    return observation.put("trace_id", trace).put("type", type).put("name", name);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static String at(int second) {
    return START.plusSeconds(second).toString();
  }

  private static String nanos(int second) {
    return START.plusSeconds(second).getEpochSecond() + "000000000";
  }
}
