package dev.assay.archive;

import java.util.Locale;
import java.util.Optional;

/** Who sent a message. */
public enum Sender {
  USER,
  AGENT,
  TOOL,
  SYSTEM;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The lowercase word of archives, tables and expressions, such as {@code agent}. */
  public String label() {
    return label;
  }

  /** The sender with this label, or empty. */
  public static Optional<Sender> fromLabel(String label) {
    for (Sender sender : values()) {
      if (sender.label.equals(label)) {
        return Optional.of(sender);
      }
    }
    return Optional.empty();
  }
}
