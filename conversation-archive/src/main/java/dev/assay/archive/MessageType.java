package dev.assay.archive;

import java.util.Locale;
import java.util.Optional;

/** What kind of message it is. */
public enum MessageType {
  USER_MESSAGE,
  AGENT_MESSAGE,
  EXTERNAL_EVENT,
  AGENT_INNER_THOUGHT;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The word of archives, tables and expressions, such as {@code agent-message}. */
  public String label() {
    return label;
  }

  /** The type with this label, or empty. */
  public static Optional<MessageType> fromLabel(String label) {
    for (MessageType type : values()) {
      if (type.label.equals(label)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
