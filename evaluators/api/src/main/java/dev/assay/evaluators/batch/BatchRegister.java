package dev.assay.evaluators.batch;

import java.util.List;
import java.util.function.Consumer;

/**
 * The batches of a run: how far each has come, and what its calls came to. Each method is one
 * transaction, durable when it returns, and may be repeated after a crash.
 */
public interface BatchRegister {
  /** What becomes of the calls of a batch that its provider said nothing of. */
  enum Unanswered {
    /** They were never made: they cost nothing. */
    NOT_MADE,
    /** Nobody knows: what they can have used counts as spent. */
    LOST
  }

  /** Batches that are not collected, in the order of their numbers. */
  List<Batch> open();

  /** All batches of the run, in the order of their numbers. */
  List<Batch> all();

  /** Whether a call came back that was not read yet. */
  boolean hasUnread();

  /** The lines of a batch's input file, in their order. */
  void lines(Batch batch, Consumer<BatchLine> to);

  /** No further call is added. */
  void seal(Batch batch, String inputSha256);

  /** The provider has the batch's input. */
  void uploaded(Batch batch, String fileId);

  /** The provider is about to be told: from now on it may have the batch. */
  void creating(Batch batch);

  /** The provider has said that it does not have the batch. */
  void notCreated(Batch batch);

  /** The provider has the batch. */
  void created(Batch batch, String batchId);

  /**
   * Keeps what came of calls, and what they used. Calls that are none of the run's, or whose reply
   * is kept already, are passed over.
   *
   * @return how many were kept
   */
  long keep(List<BatchReply> replies);

  /** Calls were never made: they cost nothing, and are given up in this run. */
  long notMade(List<String> callIds);

  /**
   * All that the provider will ever say of a batch is kept.
   *
   * @return how many of its calls it said nothing of
   */
  long collected(Batch batch, Unanswered unanswered);

  /** Takes a batch back that its provider does not have; its calls may be asked for otherwise. */
  void withdraw(Batch batch);
}
