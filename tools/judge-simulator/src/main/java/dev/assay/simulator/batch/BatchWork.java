package dev.assay.simulator.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Answers the requests of batches. */
public interface BatchWork {

  /** Answers one; whatever is wrong with it is a result too. */
  Result inBatch(ObjectNode body);

  /**
   * What came of it.
   *
   * @param status as HTTP would have it
   * @param requestId of this answer
   * @param body JSON
   */
  record Result(int status, String requestId, String body) {}
}
