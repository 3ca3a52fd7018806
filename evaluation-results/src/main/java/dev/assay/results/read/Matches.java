package dev.assay.results.read;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Rows of a file that meet a query's conditions, in the order of the file. Not thread-safe. */
final class Matches {

  private int[] positions = new int[64];
  private long[] createdAt = new long[64];
  private int count;

  void add(int position, long micros) {
    if (count == positions.length) {
      positions = Arrays.copyOf(positions, 2 * count);
      createdAt = Arrays.copyOf(createdAt, 2 * count);
    }
    positions[count] = position;
    createdAt[count++] = micros;
  }

  int count() {
    return count;
  }

  /**
   * The positions of the first rows by time, and of all others with the time of the last of them.
   */
  int[] first(int wanted, boolean newestFirst) {
    if (count <= wanted) {
      return Arrays.copyOf(positions, count);
    }
    long[] sorted = Arrays.copyOf(createdAt, count);
    Arrays.sort(sorted);
    long last = newestFirst ? sorted[count - wanted] : sorted[wanted - 1];
    return IntStream.range(0, count)
        .filter(i -> newestFirst ? createdAt[i] >= last : createdAt[i] <= last)
        .map(i -> positions[i])
        .toArray();
  }
}
