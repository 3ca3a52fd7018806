package dev.assay.archive.fragment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.assay.archive.RecordReading;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.fragment.Fragment.Kind;
import dev.assay.archive.message.MessageList;
import dev.assay.archive.message.MessageReader;
import dev.assay.archive.message.ModelCall;
import dev.assay.archive.message.SourceMessage;
import dev.assay.archive.value.CleanText;
import dev.assay.archive.value.JsonText;
import dev.assay.archive.value.RecordObject;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A fragment, as a format finds what it consists of. */
final class FragmentBuilder {
  private final RecordReading reading;
  private final String source;
  private final String trace;
  private final String id;
  private final SortedMap<String, @Nullable String> tags = new TreeMap<>();
  private @Nullable String parent;
  private @Nullable String session;
  private Kind kind = Kind.OTHER;
  private @Nullable Instant start;
  private @Nullable Instant end;
  private List<SourceMessage> request = List.of();
  private List<SourceMessage> response = List.of();
  private Fragment.@Nullable ToolUse tool;
  private @Nullable String userId;
  private @Nullable String serviceId;
  private @Nullable String unread;
  private @Nullable String unclear;

  FragmentBuilder(RecordReading reading, String source, String trace, String id) {
    this.reading = reading;
    this.source = source;
    this.trace = trace;
    this.id = id;
  }

  FragmentBuilder parent(@Nullable String of) {
    this.parent = of;
    return this;
  }

  /** The first that is known counts. */
  FragmentBuilder session(@Nullable String of) {
    this.session = session == null ? of : session;
    return this;
  }

  FragmentBuilder kind(Kind of) {
    this.kind = of;
    return this;
  }

  FragmentBuilder times(@Nullable JsonNode from, @Nullable JsonNode to) {
    this.start = from == null || from.isNull() ? null : reading.time(from);
    this.end = to == null || to.isNull() ? null : reading.time(to);
    return this;
  }

  FragmentBuilder user(@Nullable String of) {
    this.userId = userId == null ? of : userId;
    return this;
  }

  FragmentBuilder service(@Nullable String of) {
    this.serviceId = serviceId == null ? of : serviceId;
    return this;
  }

  FragmentBuilder tag(String key, @Nullable String value) {
    tags.put(CleanText.of(key), value);
    return this;
  }

  /**
   * What was said and answered, under fields of an object. Of a model's call all of it must be
   * understood; of anything else it may be no messages at all.
   */
  FragmentBuilder said(JsonNode object, String requestField, String responseField) {
    RecordObject record = new RecordObject(object, "");
    try {
      ModelCall asked = new ModelCall(new MessageReader(reading));
      asked.request(record, requestField);
      ModelCall answered = new ModelCall(new MessageReader(reading));
      answered.response(record, responseField);
      this.request = asked.messages();
      this.response = answered.messages();
    } catch (UnreadableRecord e) {
      if (kind == Kind.MODEL) {
        this.unread = e.explanation();
      } else {
        this.unclear = e.explanation();
      }
    }
    return this;
  }

  FragmentBuilder said(List<SourceMessage> asked, List<SourceMessage> answered) {
    this.request = asked;
    this.response = answered;
    return this;
  }

  /**
   * An agent's span by what it was given and what came of it, where that may be a tool's call that
   * nobody called so.
   */
  FragmentBuilder mayBeUsed(
      @Nullable String name,
      @Nullable JsonNode arguments,
      @Nullable JsonNode result,
      @Nullable String error) {
    boolean mayBe =
        kind == Kind.AGENT
            && arguments != null
            && arguments.isObject()
            && MessageList.of(arguments).isEmpty();
    return mayBe ? used(null, name, arguments, result, error) : this;
  }

  /**
   * A tool's call, under fields of an object.
   *
   * @param error what went wrong, or null
   */
  FragmentBuilder used(
      @Nullable String call,
      @Nullable String name,
      @Nullable JsonNode arguments,
      @Nullable JsonNode result,
      @Nullable String error) {
    JsonNode answer = result == null ? NullNode.instance : result;
    JsonNode message = toolMessage(answer);
    String of = call;
    String failure = error;
    if (!message.isMissingNode()) {
      answer = message.path("content");
      of = of == null ? message.path("tool_call_id").textValue() : of;
      boolean failed = message.path("status").asText().equals("error");
      failure = failed && failure == null ? CleanText.ofJson(answer) : failure;
    }
    this.tool =
        new Fragment.ToolUse(
            of,
            name == null ? "" : CleanText.of(name),
            arguments == null || arguments.isNull() ? "" : CleanText.ofJson(arguments),
            failure != null || answer.isNull() ? null : CleanText.ofJson(answer),
            failure == null ? null : CleanText.of(failure));
    return this;
  }

  /** LangChain's message of a tool in the place of its output, serialized or not; or missing. */
  private static JsonNode toolMessage(JsonNode output) {
    JsonNode around = parsed(output);
    JsonNode parsed = around.size() == 1 && around.has("output") ? around.get("output") : around;
    JsonNode inner = parsed.path("kwargs").isObject() ? parsed.path("kwargs") : parsed;
    return inner.has("tool_call_id") && inner.has("content") ? inner : MissingNode.getInstance();
  }

  /** The value itself where it is written as JSON text. */
  static JsonNode parsed(JsonNode value) {
    return value.isTextual() ? JsonText.parse(value.textValue()).orElse(value) : value;
  }

  Fragment build() {
    return new Fragment(
        source, trace, id, parent, session, kind, start, end, request, response, tool, userId,
        serviceId, tags, unread, unclear);
  }
}
