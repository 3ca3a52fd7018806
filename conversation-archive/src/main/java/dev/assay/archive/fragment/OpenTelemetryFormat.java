package dev.assay.archive.fragment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.archive.RecordReading;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.fragment.Fragment.Kind;
import dev.assay.archive.value.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spans of OpenTelemetry: OTLP's JSON with all its resources, or one span a record as exporters,
 * tables and notebooks have it; and OTLP's log records, where they tell what was said in a span.
 */
public final class OpenTelemetryFormat implements FragmentFormat {
  /** Before the names of what applications tell of themselves. */
  private static final List<String> OWN =
      List.of(
          "ai.telemetry.metadata.",
          "ai.settings.context.",
          "traceloop.association.properties.",
          "langsmith.metadata.",
          "metadata.");

  private static final List<String> SESSIONS =
      List.of(
          "conversation_id",
          "conversationId",
          "thread_id",
          "threadId",
          "session_id",
          "sessionId",
          "chatId");

  private static final List<String> USERS = List.of("user_id", "userId");

  private static final List<String> ARGUMENTS =
      List.of(
          "gen_ai.tool.call.arguments",
          "ai.toolCall.args",
          "mlflow.spanInputs",
          "langfuse.observation.input",
          "input.value",
          "traceloop.entity.input");

  private static final List<String> RESULTS =
      List.of(
          "gen_ai.tool.call.result",
          "ai.toolCall.result",
          "mlflow.spanOutputs",
          "langfuse.observation.output",
          "output.value",
          "traceloop.entity.output");

  @Override
  public String name() {
    return "opentelemetry";
  }

  @Override
  public boolean recognises(JsonNode record) {
    return record.path("resourceSpans").isArray()
        || record.path("resource_spans").isArray()
        || record.path("scopeSpans").isArray()
        || record.path("scope_spans").isArray()
        || record.path("resourceLogs").isArray()
        || record.path("scopeLogs").isArray()
        || (Span.of(record) != null && !record.has("run_type"));
  }

  /** The names of a span. */
  private record Span(String trace, String id, @Nullable String parent) {
    static @Nullable Span of(JsonNode record) {
      JsonNode names = record.path("context").isObject() ? record.path("context") : record;
      String trace = text(names, "trace_id", "traceId");
      String id = text(names, "span_id", "spanId");
      boolean isSpan = record.has("attributes") || record.has("name") || record.has("events");
      return trace == null || id == null || !isSpan
          ? null
          : new Span(trace, id, text(record, "parent_span_id", "parentSpanId", "parent_id"));
    }

    private static @Nullable String text(JsonNode record, String... fields) {
      for (String field : fields) {
        JsonNode value = record.path(field);
        if (value.isTextual() && !value.textValue().isBlank()) {
          return value.textValue();
        }
      }
      return null;
    }
  }

  @Override
  public List<Fragment> read(JsonNode record, RecordReading reading) throws UnreadableRecord {
    List<Fragment> fragments = new ArrayList<>();
    if (Span.of(record) != null) {
      fragments.add(span(name(), record, record.path("resource"), reading));
      return fragments;
    }
    for (JsonNode resource : either(record, "resourceSpans", "resource_spans")) {
      scopes(resource, reading, fragments);
    }
    scopes(record, reading, fragments);
    for (JsonNode resource : record.path("resourceLogs")) {
      logs(resource, reading, fragments);
    }
    logs(record, reading, fragments);
    if (fragments.isEmpty()) {
      throw new UnreadableRecord(
          RejectionReason.MISSING_FIELD,
          "Invalid record: it has no spans, and no log records of generative AI");
    }
    return fragments;
  }

  /** What log records tell of a span, as a span within it with these events. */
  private void logs(JsonNode resource, RecordReading reading, List<Fragment> fragments)
      throws UnreadableRecord {
    Map<List<String>, ObjectNode> spans = new LinkedHashMap<>();
    for (JsonNode scope : resource.path("scopeLogs")) {
      for (JsonNode log : scope.path("logRecords")) {
        Attributes attributes = Attributes.of(log.path("attributes"));
        String own = log.path("eventName").textValue();
        String name = own == null ? attributes.text("event.name") : own;
        String trace = Span.text(log, "traceId");
        String id = Span.text(log, "spanId");
        if (name != null && name.startsWith("gen_ai.") && trace != null && id != null) {
          ObjectNode span = spans.computeIfAbsent(List.of(trace, id), names -> within(names, log));
          ObjectNode event = span.withArray("events").addObject().put("name", name);
          event.set("attributes", log.path("attributes"));
          event.set("body", Attributes.typed(log.path("body")));
          span.set("endTimeUnixNano", log.path("timeUnixNano"));
        }
      }
    }
    for (ObjectNode span : spans.values()) {
      fragments.add(span(name(), span, resource.path("resource"), reading));
    }
  }

  private static ObjectNode within(List<String> span, JsonNode first) {
    ObjectNode within = ((ObjectNode) first).objectNode();
    String time = first.path("timeUnixNano").asText();
    within.put("traceId", span.get(0)).put("spanId", span.get(1) + "/" + time);
    within.put("parentSpanId", span.get(1)).put("name", "chat");
    within.set("startTimeUnixNano", first.path("timeUnixNano"));
    ArrayNode attributes = within.putArray("attributes");
    first.path("attributes").forEach(attributes::add);
    ObjectNode operation = attributes.addObject().put("key", "gen_ai.operation.name");
    operation.putObject("value").put("stringValue", "chat");
    return within;
  }

  private static JsonNode either(JsonNode record, String one, String other) {
    return record.has(one) ? record.path(one) : record.path(other);
  }

  private void scopes(JsonNode resource, RecordReading reading, List<Fragment> fragments)
      throws UnreadableRecord {
    for (JsonNode scope : either(resource, "scopeSpans", "scope_spans")) {
      for (JsonNode span : scope.path("spans")) {
        fragments.add(span(name(), span, resource.path("resource"), reading));
      }
    }
  }

  /**
   * Reads one span.
   *
   * @param source the format that has it
   * @param resource that made it, or nothing
   */
  static Fragment span(String source, JsonNode record, JsonNode resource, RecordReading reading)
      throws UnreadableRecord {
    Span span = Span.of(record);
    if (span == null) {
      throw new UnreadableRecord(
          RejectionReason.MISSING_FIELD, "Invalid span: it has no trace_id or no span_id");
    }
    Attributes attributes = Attributes.of(record.path("attributes"));
    // Notebooks flatten a span's attributes into columns of their own.
    record
        .properties()
        .forEach(
            field -> {
              if (field.getKey().startsWith("attributes.")) {
                attributes.add(
                    ((ObjectNode) record)
                        .objectNode()
                        .set(field.getKey().substring("attributes.".length()), field.getValue()));
              }
            });
    Kind kind = kind(attributes, record);
    FragmentBuilder fragment =
        new FragmentBuilder(reading, source, span.trace(), span.id())
            .kind(kind)
            .parent(span.parent())
            .session(
                attributes.text(
                    "gen_ai.conversation.id",
                    "session.id",
                    "langfuse.session.id",
                    "mlflow.trace.session"))
            .session(own(attributes, SESSIONS))
            .user(attributes.text("user.id", "enduser.id", "langfuse.user.id", "mlflow.trace.user"))
            .user(own(attributes, USERS))
            .service(service(resource))
            .times(
                time(
                    record, "start_time_unix_nano", "startTimeUnixNano", "start_time", "startTime"),
                time(record, "end_time_unix_nano", "endTimeUnixNano", "end_time", "endTime"));
    JsonNode tags = attributes.value("langfuse.trace.tags");
    if (tags != null) {
      FragmentBuilder.parsed(tags).forEach(tag -> fragment.tag(tag.asText(), null));
    }
    if (kind == Kind.OTHER) {
      return fragment.build();
    }
    tool(fragment, attributes, record, kind);
    return kind == Kind.TOOL
        ? fragment.build()
        : fragment
            .said(SpanMessages.of(attributes, record.path("events")), "request", "response")
            .build();
  }

  /** What nobody named is {@code unknown_service}, and what it runs in. */
  private static @Nullable String service(JsonNode resource) {
    String name = Attributes.of(resource.path("attributes")).text("service.name");
    return name == null || name.startsWith("unknown_service") ? null : name;
  }

  /** What applications tell of themselves, by the first of these names that they use. */
  private static @Nullable String own(Attributes attributes, List<String> names) {
    JsonNode metadata = attributes.value("metadata");
    if (metadata != null) {
      attributes.add(
          JsonNodeFactory.instance.objectNode().set("metadata", FragmentBuilder.parsed(metadata)));
    }
    for (String prefix : OWN) {
      for (String name : names) {
        String value = attributes.text(prefix + name);
        if (value != null) {
          return value;
        }
      }
    }
    return null;
  }

  private static @Nullable JsonNode time(JsonNode record, String... fields) {
    for (String field : fields) {
      if (record.hasNonNull(field)) {
        return record.get(field);
      }
    }
    return null;
  }

  private static Kind kind(Attributes attributes, JsonNode record) {
    String operation = attributes.text("gen_ai.operation.name");
    String kind =
        attributes.text(
            "openinference.span.kind",
            "mlflow.spanType",
            "langfuse.observation.type",
            "traceloop.span.kind");
    String name = record.path("name").asText();
    if (operation == null && kind == null && name.startsWith("ai.")) {
      operation = vercel(name);
    }
    String word = operation == null ? kind : operation;
    if (word == null) {
      boolean isModel =
          attributes.value("gen_ai.input.messages") != null
              || attributes.value("gen_ai.request.model") != null
              || !attributes.list("gen_ai.prompt").isEmpty();
      boolean isSpoken = !SpanMessages.of(attributes, record.path("events")).isEmpty();
      return isModel ? Kind.MODEL : isSpoken ? Kind.AGENT : Kind.OTHER;
    }
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "chat", "generate_content", "text_completion", "llm", "chat_model", "generation" ->
          Kind.MODEL;
      case "execute_tool", "tool" -> Kind.TOOL;
      case "invoke_agent",
          "create_agent",
          "invoke_workflow",
          "agent",
          "chain",
          "workflow",
          "task",
          "span" ->
          Kind.AGENT;
      default -> attributes.value("gen_ai.input.messages") == null ? Kind.OTHER : Kind.AGENT;
    };
  }

  /** The SDK's names of spans: one around all steps, one for each call of a model or a tool. */
  private static @Nullable String vercel(String name) {
    if (name.startsWith("ai.toolCall")) {
      return "tool";
    }
    if (name.startsWith("ai.generate") || name.startsWith("ai.stream")) {
      return name.contains(".do") ? "chat" : "agent";
    }
    return null;
  }

  private static void tool(
      FragmentBuilder fragment, Attributes attributes, JsonNode record, Kind kind) {
    String own =
        attributes.text(
            "gen_ai.tool.name", "tool.name", "ai.toolCall.name", "tool_call.function.name");
    String name = own == null ? record.path("name").asText() : own;
    JsonNode arguments = parsed(attributes.first(ARGUMENTS));
    JsonNode result = parsed(attributes.first(RESULTS));
    String error = error(attributes, record);
    if (kind == Kind.TOOL) {
      String call = attributes.text("gen_ai.tool.call.id", "ai.toolCall.id", "tool_call.id");
      fragment.used(call, name, arguments, result, error);
    } else if (kind == Kind.AGENT) {
      fragment.mayBeUsed(name, arguments, result, error);
    }
  }

  /** What went wrong, or null. */
  private static @Nullable String error(Attributes attributes, JsonNode record) {
    JsonNode status = record.path("status");
    String code = status.path("code").asText();
    boolean failed =
        code.equals("2")
            || code.toUpperCase(Locale.ROOT).contains("ERROR")
            || record.path("status_code").asText().equals("ERROR")
            || "ERROR".equals(attributes.text("langfuse.observation.level"));
    String message = status.path("message").asText();
    if (!failed || !message.isBlank()) {
      return failed ? message : null;
    }
    String other =
        attributes.text("langfuse.observation.status_message", "exception.message", "error.type");
    return other == null ? "error" : other;
  }

  /** The value that is written as JSON, be it only a text. */
  private static @Nullable JsonNode parsed(@Nullable JsonNode value) {
    if (value == null || !value.isTextual() || !value.textValue().startsWith("\"")) {
      return value == null ? null : FragmentBuilder.parsed(value);
    }
    try {
      JsonNode text = JsonText.reader().readTree(value.textValue());
      return text.isTextual() ? text : value;
    } catch (JsonProcessingException e) {
      return value;
    }
  }
}
