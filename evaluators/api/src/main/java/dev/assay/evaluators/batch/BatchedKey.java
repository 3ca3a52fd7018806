package dev.assay.evaluators.batch;

import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger has of a key that a batch may be asked for. A key that it has nothing of is new.
 */
public sealed interface BatchedKey {

  /** It is answered, or has failed in this run. */
  record Known(Entry entry) implements BatchedKey {}

  /** A call for it is under way, in this run or another. */
  record UnderWay() implements BatchedKey {}

  /** A call of this run gave nothing for it, and is not repeated in this run. */
  record GivenUp() implements BatchedKey {}

  /**
   * A call of this run came back and was not read yet.
   *
   * @param callId of the call
   * @param attempt its number, from 1
   * @param items what it asked, in the order of its questions
   * @param status of HTTP
   * @param usage what it used; where nobody knows, its bound
   * @param request the exact body that was sent
   * @param answer the exact body that came back; null when it was too large
   */
  record Replied(
      String callId,
      int attempt,
      List<Item> items,
      int status,
      Usage usage,
      String request,
      @Nullable String answer)
      implements BatchedKey {
    public Replied {
      items = List.copyOf(items);
    }
  }
}
