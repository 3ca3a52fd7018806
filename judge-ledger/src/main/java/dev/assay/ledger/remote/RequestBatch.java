package dev.assay.ledger.remote;

import java.util.List;

/**
 * What an executor sends at once.
 *
 * @param executorId Spark's name of it
 * @param seen the highest number of a response that it has had
 * @param requests in the order of their numbers
 */
record RequestBatch(String executorId, long seen, List<LedgerRequest> requests) {
  RequestBatch {
    requests = List.copyOf(requests);
  }
}
