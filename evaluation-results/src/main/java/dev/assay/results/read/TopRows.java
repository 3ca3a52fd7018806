package dev.assay.results.read;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The first rows, in a query's order, of those that were found. Not thread-safe. */
final class TopRows {

  /**
   * A row.
   *
   * @param position in its file, from 0
   * @param createdAt microseconds
   * @param result the whole row, if it was read already
   */
  record Found(
      ResultFile file, int position, long createdAt, String id, @Nullable StoredResult result) {}

  private final int limit;
  private final boolean newestFirst;
  private final Comparator<Found> order;
  private final PriorityQueue<Found> lastFirst;

  /**
   * @param limit how many are wanted
   * @param newestFirst the order by time; equals are ordered by id, ascending
   */
  TopRows(int limit, boolean newestFirst) {
    this.limit = limit;
    this.newestFirst = newestFirst;
    Comparator<Found> byTime = Comparator.comparingLong(Found::createdAt);
    this.order = (newestFirst ? byTime.reversed() : byTime).thenComparing(Found::id);
    this.lastFirst = new PriorityQueue<>(order.reversed());
  }

  int limit() {
    return limit;
  }

  /** Whether a row of this time may be one of them, as far as is known. */
  boolean mayTake(long createdAt) {
    Found last = last();
    return last == null
        || (newestFirst ? createdAt >= last.createdAt() : createdAt <= last.createdAt());
  }

  /** The last one, once there are as many as are wanted. */
  @Nullable Found last() {
    return lastFirst.size() < limit ? null : lastFirst.peek();
  }

  void add(Found row) {
    Found last = last();
    if (last == null) {
      lastFirst.add(row);
    } else if (order.compare(row, last) < 0) {
      lastFirst.remove();
      lastFirst.add(row);
    }
  }

  /** All, in order. */
  List<Found> inOrder() {
    List<Found> rows = new ArrayList<>(lastFirst);
    rows.sort(order);
    return rows;
  }
}
