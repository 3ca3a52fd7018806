package dev.assay.cli;

/** A failure whose message tells the user all there is to know. */
final class UserError extends RuntimeException {
  UserError(String message) {
    super(message);
  }
}
