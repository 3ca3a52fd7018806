package dev.assay.api.access;

import dev.assay.api.http.ApiError;
import java.util.Optional;

/** Says whose a token is. */
@FunctionalInterface
interface TokenReader {

  /**
   * Who makes a call with this token, as they stand now; empty when it is forged, expired or no
   * token at all.
   *
   * @throws ApiError 503 when it cannot be told at the moment
   */
  Optional<Caller> callerOf(String token);
}
