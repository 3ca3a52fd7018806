package dev.assay.archive.fragment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.RecordReading;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.fragment.Fragment.Kind;
import dev.assay.archive.value.RecordObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LangSmith's runs. A run's own {@code session_id} is its project, and never a conversation; which
 * one it is stands in its metadata.
 */
public final class LangSmithFormat implements FragmentFormat {
  private static final List<String> SESSIONS =
      List.of("thread_id", "session_id", "conversation_id");

  @Override
  public String name() {
    return "langsmith";
  }

  @Override
  public boolean recognises(JsonNode record) {
    return record.has("run_type")
        && record.has("id")
        && (record.has("inputs") || record.has("outputs") || record.has("trace_id"));
  }

  @Override
  public List<Fragment> read(JsonNode node, RecordReading reading) throws UnreadableRecord {
    List<Fragment> fragments = new ArrayList<>();
    add(new RecordObject(node, ""), null, reading, fragments);
    return fragments;
  }

  private void add(
      RecordObject run, @Nullable String around, RecordReading reading, List<Fragment> fragments)
      throws UnreadableRecord {
    String id = run.nameOrInteger("id");
    if (id == null) {
      throw run.missing("id");
    }
    String trace = run.nameOrInteger("trace_id");
    if (trace == null) {
      trace = around == null ? id : around;
    }
    fragments.add(run(run, trace, id, reading));
    if (run.isList("child_runs")) {
      for (RecordObject child : run.objects("child_runs")) {
        add(child, trace, reading, fragments);
      }
    }
  }

  private Fragment run(RecordObject run, String trace, String id, RecordReading reading)
      throws UnreadableRecord {
    Kind kind = kind(run.node().path("run_type").asText());
    FragmentBuilder fragment =
        new FragmentBuilder(reading, name(), trace, id)
            .kind(kind)
            .parent(run.nameOrInteger("parent_run_id"))
            .times(run.value("start_time"), run.value("end_time"));
    JsonNode metadata =
        FragmentBuilder.parsed(FragmentBuilder.parsed(run.node().path("extra")).path("metadata"));
    for (String field : SESSIONS) {
      JsonNode session = metadata.path(field);
      fragment.session(session.isValueNode() && !session.isNull() ? session.asText() : null);
    }
    JsonNode user = metadata.path("user_id");
    fragment.user(user.isValueNode() && !user.isNull() ? user.asText() : null);
    if (run.value("parent_run_id") == null) {
      // Those within have what LangChain calls its steps.
      for (JsonNode tag : FragmentBuilder.parsed(run.node().path("tags"))) {
        fragment.tag(tag.asText(), null);
      }
    }
    JsonNode inputs = unwrapped(run.node().path("inputs"), "input");
    JsonNode outputs = unwrapped(run.node().path("outputs"), "output", "outputs");
    String error = run.anyText("error");
    if (kind == Kind.TOOL) {
      return fragment.used(null, run.anyText("name"), inputs, outputs, error).build();
    }
    fragment.mayBeUsed(run.anyText("name"), inputs, outputs, error);
    return kind == Kind.OTHER
        ? fragment.build()
        : fragment.said(run.node(), "inputs", "outputs").build();
  }

  /** What stands alone under the usual name. */
  private static JsonNode unwrapped(JsonNode written, String... names) {
    JsonNode value = FragmentBuilder.parsed(written);
    for (String name : names) {
      if (value.size() == 1 && value.has(name)) {
        return value.get(name);
      }
    }
    return value;
  }

  private static Kind kind(String type) {
    return switch (type) {
      case "llm" -> Kind.MODEL;
      case "tool" -> Kind.TOOL;
      case "chain" -> Kind.AGENT;
      default -> Kind.OTHER;
    };
  }
}
