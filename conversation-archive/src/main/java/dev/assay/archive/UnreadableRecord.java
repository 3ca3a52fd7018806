package dev.assay.archive;

/** A record that cannot become a conversation; it carries no stack trace, as many may occur. */
public final class UnreadableRecord extends Exception {

  private final RejectionReason reason;

  /**
   * @param message for a person: opens with "Cannot", "Invalid" or "Unsupported", names the field
   */
  public UnreadableRecord(RejectionReason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public RejectionReason reason() {
    return reason;
  }

  /** The message that it was made with. */
  public String explanation() {
    return String.valueOf(getMessage());
  }
}
