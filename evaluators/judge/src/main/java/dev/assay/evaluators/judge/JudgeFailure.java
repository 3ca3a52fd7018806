package dev.assay.evaluators.judge;

import java.util.Locale;

/** The ways in which a judge gives no answer at all. */
enum JudgeFailure {
  /** The conversation does not fit into the model's context, and may not be cut. */
  CONVERSATION_TOO_LONG,
  /** The server refuses this request, and would again. */
  REQUEST_REJECTED,
  /** The server's filter refuses this request. */
  CONTENT_FILTER,
  /** No answer came in time, as often as it was tried. */
  TIMEOUT,
  /** The server failed, as often as it was tried. */
  SERVER_ERROR,
  /** Carried over: the server refuses every request. */
  JUDGE_REFUSED,
  /** Carried over: the server is asked too often, as often as it was tried. */
  RATE_LIMITED,
  /** Carried over: there is no connection to the server. */
  JUDGE_UNREACHABLE,
  /** Carried over: the run is being stopped. */
  INTERRUPTED,
  /** Carried over: the ledger cannot be reached, and nothing is paid without it. */
  LEDGER_UNAVAILABLE;

  /** The word kept in tables, such as {@code conversation_too_long}. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
