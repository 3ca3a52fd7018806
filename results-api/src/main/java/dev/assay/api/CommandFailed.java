package dev.assay.api;

/** A failure whose message tells the user all there is to know. */
final class CommandFailed extends RuntimeException {
  CommandFailed(String message) {
    super(message);
  }
}
