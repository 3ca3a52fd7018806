package dev.assay.erasure;

/** Nothing can be erased now; the message says why, and what to do. */
public final class CannotErase extends RuntimeException {
  CannotErase(String message) {
    super(message);
  }
}
