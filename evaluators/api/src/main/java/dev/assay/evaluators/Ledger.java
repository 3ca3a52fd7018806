package dev.assay.evaluators;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The book of answers that were paid for, and the purse that they are paid from. An evaluator asks
 * it before each call and tells it of each answer before it uses one, so that no answer is ever
 * paid for twice and no cap is ever passed. Thread-safe.
 */
public interface Ledger {

  /** Where definitions are checked and nobody may be asked: every call of it fails. */
  Ledger NONE = new NoLedger();

  /**
   * Asks for answers. Returns when each is known, or a call for the missing ones may be made now,
   * or may not be made: until then it waits, for answers in flight elsewhere, for the pace and for
   * the budget. Whoever is granted a call makes exactly one request and settles it, whatever comes
   * of it; another try is another inquiry.
   */
  Admission admit(Inquiry inquiry) throws InterruptedException;

  /** Records what came of a granted call. Returns once that is durable. */
  void settle(Settlement settlement) throws InterruptedException;

  /**
   * What is asked.
   *
   * @param call what would be called for, should no answer be known
   * @param bound the most that one such call can use; never less than what it will
   */
  record Inquiry(Call call, Usage bound) {}

  /**
   * A call to a judge.
   *
   * @param orgId the organization
   * @param conversationId the conversation
   * @param contentHash of the conversation's content that the judge is shown
   * @param model the judge's model
   * @param parameters what else is sent with each request, as JSON
   * @param promptTemplate name and version of the template
   * @param items what it would answer; not empty
   */
  record Call(
      String orgId,
      String conversationId,
      String contentHash,
      String model,
      String parameters,
      String promptTemplate,
      List<Item> items) {
    public Call {
      items = List.copyOf(items);
    }
  }

  /**
   * One answer that is wanted.
   *
   * @param key of the ledger, 64 lowercase hex; see {@link LedgerKey}
   * @param metricId whose
   * @param metricVersion and which version
   */
  record Item(String key, String metricId, int metricVersion) {}

  /** What the ledger has to say. Known answers come by key. */
  sealed interface Admission {
    /** What is known of the inquiry's keys. */
    Map<String, Entry> known();

    /** Everything is known. */
    record Answered(Map<String, Entry> known) implements Admission {
      public Answered {
        known = Map.copyOf(known);
      }
    }

    /**
     * A call for the keys that are not known may be made now, once.
     *
     * @param callId by which it is settled
     */
    record Granted(Map<String, Entry> known, String callId) implements Admission {
      public Granted {
        known = Map.copyOf(known);
      }
    }

    /**
     * No call may be made in this run any more.
     *
     * @param code countable, such as {@code budget_ended} or {@code judge_unreachable}
     * @param message for a person
     */
    record Refused(Map<String, Entry> known, String code, String message) implements Admission {
      public Refused {
        known = Map.copyOf(known);
      }
    }
  }

  /** What a judge said of one key. */
  sealed interface Entry {

    /**
     * An answer that the definition allows. Kept for ever.
     *
     * @param answer JSON of the evaluator's own making
     * @param usage this key's share of the call
     */
    record Answer(String answer, Usage usage) implements Entry {
      public Answer {
        Objects.requireNonNull(answer, "answer");
      }
    }

    /** No answer can be had, whoever asks again in this run; a later run may. */
    record Failure(String code, String message) implements Entry {
      public Failure {
        Objects.requireNonNull(code, "code");
      }
    }
  }

  /** How a call ended, as far as the pace is concerned. */
  enum CallEnd {
    /** With an answer, good or bad. */
    ANSWERED,
    /** The judge said that it was asked too often. */
    RATE_LIMITED,
    /** No answer came in time; the judge may have worked all the same. */
    TIMED_OUT,
    /** The judge failed. */
    SERVER_ERROR,
    /** Nothing was sent. */
    UNREACHABLE,
    /** The judge refuses this request, and would again. */
    REJECTED,
    /** The judge refuses every request for this model: a wrong key, address or name. */
    REFUSED
  }

  /**
   * What came of a call.
   *
   * @param callId of the grant
   * @param end how it ended
   * @param retryAfterMillis how long the judge wants to be left alone, or null
   * @param usage what it used, or null when nobody knows: then its bound counts as spent
   * @param entries by key; empty when the call is to be tried again
   * @param request the exact body that was sent
   * @param answer the exact body that came back, or null
   * @param latencyMillis from sending to the last byte
   */
  record Settlement(
      String callId,
      CallEnd end,
      @Nullable Long retryAfterMillis,
      @Nullable Usage usage,
      Map<String, Entry> entries,
      String request,
      @Nullable String answer,
      long latencyMillis) {
    public Settlement {
      entries = Map.copyOf(entries);
    }
  }
}
