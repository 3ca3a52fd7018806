package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.RecordReading;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.message.MessageReader;
import dev.assay.archive.value.RecordObject;
import java.util.List;

/** A tau-bench trajectory: chat messages under {@code traj}, named by task and trial. */
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
  public Conversation read(JsonNode node, RecordReading reading) throws UnreadableRecord {
    RecordObject record = new RecordObject(node, "");
    return WholeConversation.conversation(
        identity(record, reading),
        ConversationDetails.ofForeign(record, reading),
        new MessageReader(reading).read(record.objects(MESSAGES)),
        reading);
  }

  private RecordIdentity identity(RecordObject record, RecordReading reading)
      throws UnreadableRecord {
    String task = record.nameOrInteger("task_id");
    if (task == null || RecordIdentity.isNamed(record)) {
      return RecordIdentity.of(record, name(), reading, List.of(MESSAGES));
    }
    reading.found(RecordReading.Detail.ID, "task_id");
    String trial = record.nameOrInteger("trial");
    return trial == null
        ? RecordIdentity.derived(task, name(), reading, "task", task)
        : RecordIdentity.derived(task + "/" + trial, name(), reading, "task", task, trial);
  }
}
