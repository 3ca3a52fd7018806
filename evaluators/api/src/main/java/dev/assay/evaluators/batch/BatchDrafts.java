package dev.assay.evaluators.batch;

import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Ledger.Entry;
import java.util.Map;
import java.util.Set;

/**
 * Decides which calls of a run go into its batches, and keeps what came of them. Works in
 * transactions: what was looked up holds until the commit, and nothing is kept before it.
 * Single-threaded.
 */
public interface BatchDrafts extends AutoCloseable {
  /** Begins a transaction; no other process changes what batches ask for until its end. */
  void begin();

  /** Makes durable what was done since {@link #begin}. */
  void commit();

  /** What the ledger has of the keys; those that it has nothing of are not in it. */
  Map<String, BatchedKey> look(Set<String> keys);

  /**
   * Adds a call to a batch, and reserves what it may use. Once a call does not fit the budget no
   * later one is added, so that what is judged does not depend on its size.
   *
   * @return whether it was added
   */
  boolean add(BatchDraft draft);

  /**
   * Keeps what was read of a call that came back.
   *
   * @param entries by key; what is not among them is given up unless a call is added for it
   */
  void settle(BatchedKey.Replied replied, Call call, Map<String, Entry> entries);

  /** Keeps why something is left to the next run, unless a reason is known already. */
  void leaveOver(String code, String message);

  /**
   * Ends calls that came back and that nobody has asked about: what they were for has changed
   * meanwhile.
   */
  void settleUnread();

  @Override
  void close();
}
