package dev.assay.ledger.remote;

import java.util.List;

/**
 * What the driver sends back at once.
 *
 * @param responses in the order of their numbers
 */
record ResponseBatch(List<LedgerResponse> responses) {
  ResponseBatch {
    responses = List.copyOf(responses);
  }
}
