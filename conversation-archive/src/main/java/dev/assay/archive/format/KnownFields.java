package dev.assay.archive.format;

import dev.assay.archive.message.MessageList;
import dev.assay.archive.message.ModelCall;
import dev.assay.archive.message.RequestResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The fields of a record that a format may read. */
public final class KnownFields {
  private static final Set<String> FIELDS = new HashSet<>();

  static {
    FIELDS.addAll(RecordIdentity.fields());
    FIELDS.addAll(ConversationDetails.fields());
    FIELDS.addAll(MessageList.fields());
    FIELDS.addAll(ModelCall.fields());
    FIELDS.addAll(RequestResponse.fields());
    FIELDS.addAll(List.of("org_id", "metadata", "traj", "task_id", "trial"));
  }

  private KnownFields() {}

  public static boolean isKnown(String field) {
    return FIELDS.contains(field);
  }
}
