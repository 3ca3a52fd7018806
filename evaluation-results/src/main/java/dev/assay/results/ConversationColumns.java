package dev.assay.results;

import java.util.List;

/** The columns of the table {@code conversation} that are the conversation itself. */
public final class ConversationColumns {

  /** Their names, in order; what else the table has is derived from them or says where it stood. */
  public static final List<String> NAMES =
      List.of(
          "id",
          "org_id",
          "external_id",
          "service_id",
          "user_id",
          "created_at",
          "is_finished",
          "tags",
          "simulation_unit_test_set_run_id",
          "unit_test_id",
          "run_index",
          "messages");

  private ConversationColumns() {}
}
