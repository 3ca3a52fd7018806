package dev.assay.archive.fragment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.RecordReading;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.fragment.Fragment.Kind;
import dev.assay.archive.value.RecordObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Langfuse: observations and traces, as its exports and its API have them, in both spellings; a
 * trace may have its observations in it.
 */
public final class LangfuseFormat implements FragmentFormat {
  private static final Set<String> TYPES =
      Set.of(
          "GENERATION",
          "SPAN",
          "EVENT",
          "TOOL",
          "AGENT",
          "CHAIN",
          "RETRIEVER",
          "EMBEDDING",
          "EVALUATOR",
          "GUARDRAIL");

  @Override
  public String name() {
    return "langfuse";
  }

  @Override
  public boolean recognises(JsonNode record) {
    return isObservation(record) || isTrace(record);
  }

  private static boolean isObservation(JsonNode record) {
    return TYPES.contains(record.path("type").asText().toUpperCase(Locale.ROOT))
        && (record.has("trace_id") || record.has("traceId"))
        && !record.has("span_id")
        && !record.has("spanId");
  }

  private static boolean isTrace(JsonNode record) {
    return record.has("id")
        && record.has("timestamp")
        && (record.has("input") || record.has("output") || record.path("observations").isArray())
        && (record.has("sessionId")
            || record.has("session_id")
            || record.has("userId")
            || record.has("user_id")
            || record.has("projectId")
            || record.has("project_id")
            || record.path("observations").isArray());
  }

  @Override
  public List<Fragment> read(JsonNode node, RecordReading reading) throws UnreadableRecord {
    RecordObject record = new RecordObject(node, "");
    List<Fragment> fragments = new ArrayList<>();
    if (isObservation(node)) {
      fragments.add(observation(record, reading));
      return fragments;
    }
    fragments.add(trace(record, reading));
    if (record.isList("observations")) {
      for (RecordObject observation : record.objects("observations")) {
        fragments.add(observation(observation, reading));
      }
    }
    return fragments;
  }

  private Fragment trace(RecordObject record, RecordReading reading) throws UnreadableRecord {
    String id = required(record, "id", "id");
    FragmentBuilder trace =
        new FragmentBuilder(reading, name(), id, id)
            .kind(Kind.AGENT)
            .session(either(record, "session_id", "sessionId"))
            .user(either(record, "user_id", "userId"))
            .times(record.value("timestamp"), null)
            .said(record.node(), "input", "output");
    for (JsonNode tag : FragmentBuilder.parsed(record.node().path("tags"))) {
      trace.tag(tag.asText(), null);
    }
    return trace.build();
  }

  private Fragment observation(RecordObject record, RecordReading reading) throws UnreadableRecord {
    String trace = required(record, "trace_id", "traceId");
    String parent = either(record, "parent_observation_id", "parentObservationId");
    Kind kind = kind(record.node().path("type").asText());
    FragmentBuilder fragment =
        new FragmentBuilder(reading, name(), trace, required(record, "id", "id"))
            .kind(kind)
            // A trace is the parent of its outermost observations.
            .parent(parent == null ? trace : parent)
            .session(either(record, "session_id", "sessionId"))
            .user(either(record, "user_id", "userId"))
            .times(first(record, "start_time", "startTime"), first(record, "end_time", "endTime"));
    String name = record.anyText("name");
    JsonNode input = FragmentBuilder.parsed(record.node().path("input"));
    JsonNode output = FragmentBuilder.parsed(record.node().path("output"));
    boolean failed = "ERROR".equals(record.word("level"));
    String message = either(record, "status_message", "statusMessage");
    String error = failed ? (message == null ? "error" : message) : null;
    if (kind == Kind.TOOL) {
      return fragment.used(null, name, input, output, error).build();
    }
    fragment.mayBeUsed(name, input, output, error);
    return kind == Kind.OTHER
        ? fragment.build()
        : fragment.said(record.node(), "input", "output").build();
  }

  private static Kind kind(String type) {
    return switch (type.toUpperCase(Locale.ROOT)) {
      case "GENERATION" -> Kind.MODEL;
      case "TOOL" -> Kind.TOOL;
      case "AGENT", "CHAIN", "SPAN" -> Kind.AGENT;
      default -> Kind.OTHER;
    };
  }

  private static @Nullable JsonNode first(RecordObject record, String one, String other) {
    JsonNode value = record.value(one);
    return value == null ? record.value(other) : value;
  }

  private static @Nullable String either(RecordObject record, String one, String other)
      throws UnreadableRecord {
    String name = record.nameOrInteger(one);
    return name == null ? record.nameOrInteger(other) : name;
  }

  private static String required(RecordObject record, String one, String other)
      throws UnreadableRecord {
    String name = either(record, one, other);
    if (name == null) {
      throw record.missing(one);
    }
    return name;
  }
}
