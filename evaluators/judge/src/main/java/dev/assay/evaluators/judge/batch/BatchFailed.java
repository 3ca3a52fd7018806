package dev.assay.evaluators.judge.batch;

/**
 * A step of the batch lane cannot be done now. What was done is kept; the step may be repeated. The
 * message is for a person and holds no key.
 */
public final class BatchFailed extends RuntimeException {
  BatchFailed(String message) {
    super(message);
  }
}
