package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.UnreadableRecord;
import java.util.List;

/** A tau-bench trajectory: OpenAI chat messages under {@code traj}, named by task and trial. */
public final class TauBenchFormat implements ArchiveFormat {

  private static final String MESSAGES = "traj";

  @Override
  public String name() {
    return "tau-bench";
  }

  @Override
  public boolean recognises(JsonNode record) {
    return record.hasNonNull(MESSAGES) && !record.path("messages").isArray();
  }

  @Override
  public Conversation read(JsonNode node, String orgId) throws UnreadableRecord {
    RecordObject record = new RecordObject(node, "");
    RecordIdentity identity = identity(record, orgId);
    ConversationDetails details = ConversationDetails.ofForeign(record);
    List<Message> messages =
        MessageDraft.complete(ChatMessages.read(record, MESSAGES), identity.id());
    return details.with(identity, orgId, messages);
  }

  private RecordIdentity identity(RecordObject record, String orgId) throws UnreadableRecord {
    String task = record.nameOrInteger("task_id");
    if (task == null || RecordIdentity.named(record) != null) {
      return RecordIdentity.of(record, name(), orgId, MESSAGES);
    }
    String trial = record.nameOrInteger("trial");
    return trial == null
        ? new RecordIdentity(DerivedId.of(orgId, name(), "task", task), task)
        : new RecordIdentity(DerivedId.of(orgId, name(), "task", task, trial), task + "/" + trial);
  }
}
