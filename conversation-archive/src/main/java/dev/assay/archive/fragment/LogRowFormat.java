package dev.assay.archive.fragment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.RecordReading;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.fragment.Fragment.Kind;
import dev.assay.archive.message.MessageReader;
import dev.assay.archive.message.ModelCall;
import dev.assay.archive.message.RequestResponse;
import dev.assay.archive.value.DerivedId;
import dev.assay.archive.value.RecordObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a proxy's log, each a request with its response, that say which session they are of. */
public final class LogRowFormat implements FragmentFormat {

  private static final List<String> SESSIONS =
      List.of(
          "conversation_id",
          "conversationId",
          "thread_id",
          "threadId",
          "session_id",
          "sessionId",
          "trace_id",
          "traceId");

  private static final List<String> IDS =
      List.of("id", "request_id", "requestId", "litellm_call_id", "call_id", "custom_id");

  private static final List<String> STARTS =
      List.of("startTime", "start_time", "timestamp", "created_at", "createdAt", "created", "time");

  private static final List<String> ENDS =
      List.of("endTime", "end_time", "completionStartTime", "completed_at");

  private static final List<String> USERS =
      List.of("user_id", "userId", "end_user", "user", "customer_id");

  @Override
  public String name() {
    return "log";
  }

  @Override
  public boolean recognises(JsonNode record) {
    return RequestResponse.isIn(record) && session(record) != null;
  }

  private static @Nullable String session(JsonNode record) {
    String own = first(record, SESSIONS);
    return own == null ? first(record.path("metadata"), SESSIONS) : own;
  }

  private static @Nullable String first(JsonNode record, List<String> fields) {
    for (String field : fields) {
      JsonNode value = record.path(field);
      if ((value.isTextual() && !value.textValue().isBlank()) || value.isIntegralNumber()) {
        return value.asText();
      }
    }
    return null;
  }

  private static @Nullable JsonNode value(JsonNode record, List<String> fields) {
    for (String field : fields) {
      if (record.hasNonNull(field)) {
        return record.get(field);
      }
    }
    return null;
  }

  @Override
  public List<Fragment> read(JsonNode node, RecordReading reading) throws UnreadableRecord {
    RecordObject record = new RecordObject(node, "");
    String session = session(node);
    String id = first(node, IDS);
    if (id == null) {
      id = DerivedId.contentOf(node, RequestResponse.fields());
    }
    ModelCall asked = new ModelCall(new MessageReader(reading));
    RequestResponse.request(record, asked);
    ModelCall answered = new ModelCall(new MessageReader(reading));
    RequestResponse.response(record, answered);
    return List.of(
        new FragmentBuilder(reading, name(), id, id)
            .kind(Kind.MODEL)
            .session(session)
            .user(first(node, USERS))
            .times(value(node, STARTS), value(node, ENDS))
            .said(asked.messages(), answered.messages())
            .build());
  }
}
