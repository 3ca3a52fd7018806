package dev.assay.archive.fragment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.archive.RecordReading;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.fragment.Fragment.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MLflow's traces, each with its spans. */
public final class MlflowFormat implements FragmentFormat {

  @Override
  public String name() {
    return "mlflow";
  }

  @Override
  public boolean recognises(JsonNode record) {
    return record.path("info").isObject()
        && FragmentBuilder.parsed(record.path("data")).path("spans").isArray();
  }

  @Override
  public List<Fragment> read(JsonNode record, RecordReading reading) throws UnreadableRecord {
    JsonNode info = record.path("info");
    String trace = text(info, "trace_id", "request_id", "client_request_id");
    if (trace == null) {
      throw new UnreadableRecord(
          RejectionReason.MISSING_FIELD, "Invalid record: info.trace_id is missing");
    }
    List<Fragment> fragments = new ArrayList<>();
    for (JsonNode span : FragmentBuilder.parsed(record.path("data")).path("spans")) {
      ObjectNode own = span.deepCopy();
      // A span has the trace's id in bytes; the trace itself has MLflow's.
      own.put("trace_id", trace);
      own.remove("context");
      if (!own.hasNonNull("span_id")) {
        own.set("span_id", span.path("context").path("span_id"));
      }
      fragments.add(OpenTelemetryFormat.span(name(), own, own.path("resource"), reading));
    }
    JsonNode metadata =
        info.has("trace_metadata") ? info.path("trace_metadata") : info.path("request_metadata");
    FragmentBuilder whole =
        new FragmentBuilder(reading, name(), trace, trace)
            .kind(Kind.OTHER)
            .session(text(metadata, "mlflow.trace.session"))
            .user(text(metadata, "mlflow.trace.user"))
            .times(first(info, "request_time", "timestamp_ms"), null);
    info.path("tags")
        .properties()
        .forEach(
            tag -> {
              if (!tag.getKey().startsWith("mlflow.")) {
                whole.tag(tag.getKey(), tag.getValue().asText());
              }
            });
    fragments.add(whole.build());
    return fragments;
  }

  private static @Nullable JsonNode first(JsonNode object, String one, String other) {
    return object.hasNonNull(one) ? object.get(one) : object.get(other);
  }

  private static @Nullable String text(JsonNode object, String... fields) {
    for (String field : fields) {
      JsonNode value = object.path(field);
      if (value.isTextual() && !value.textValue().isBlank()) {
        return value.textValue();
      }
    }
    return null;
  }
}
