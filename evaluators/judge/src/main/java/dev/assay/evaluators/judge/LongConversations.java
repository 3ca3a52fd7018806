package dev.assay.evaluators.judge;

import java.util.Locale;

/** What becomes of a conversation that does not fit into the model's context. */
public enum LongConversations {
  /** It is not judged: the evaluation fails with {@code conversation_too_long}, without a call. */
  REFUSE,
  /** Its beginning and its end are judged, and both the request and the answer say so. */
  WINDOW;

  /** The word of settings and definitions, such as {@code refuse}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
