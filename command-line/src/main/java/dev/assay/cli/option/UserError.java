package dev.assay.cli.option;

/** A failure whose message tells the user all there is to know. */
public final class UserError extends RuntimeException {
  public UserError(String message) {
    super(message);
  }
}
