package dev.assay.results.read;

import java.util.Arrays;

/**
 * Tells of a set of hashes which others are not in it: an xor filter (Graf and Lemire, 2020) with
 * fingerprints of 16 bits. It takes 2.5 bytes a hash and errs once in 65,536 times, always by
 * saying that a stranger may be in.
 */
final class ConversationFilter {
  private static final int PLACES = 3;
  private static final double ROOM = 1.23;
  private static final int LEAST_ROOM = 32;

  private final long seed;
  private final int third;
  private final short[] fingerprints;

  private ConversationFilter(long seed, int third, short[] fingerprints) {
    this.seed = seed;
    this.third = third;
    this.fingerprints = fingerprints;
  }

  /** A filter of hashes, in any order and as often as they come. */
  static ConversationFilter of(long[] hashes) {
    long[] keys = Arrays.stream(hashes).sorted().distinct().toArray();
    int third = (int) ((ROOM * keys.length + LEAST_ROOM) / PLACES) + 1;
    for (long seed = 1; ; seed++) {
      ConversationFilter filter = new ConversationFilter(seed, third, new short[PLACES * third]);
      if (filter.fill(keys)) {
        return filter;
      }
    }
  }

  boolean mayHold(long hash) {
    long mixed = mixed(hash);
    return fingerprint(mixed) == (short) (at(mixed, 0) ^ at(mixed, 1) ^ at(mixed, 2));
  }

  /** The memory that it takes, about. */
  long bytes() {
    return (long) fingerprints.length * Short.BYTES;
  }

  /**
   * Takes away, one after the other, a hash that alone has one of its places; each then decides
   * what that place holds, the last one first.
   *
   * @return whether all could be taken away; if not, another seed will do
   */
  private boolean fill(long[] keys) {
    int[] count = new int[fingerprints.length];
    long[] sum = new long[fingerprints.length];
    for (long key : keys) {
      long mixed = mixed(key);
      for (int i = 0; i < PLACES; i++) {
        count[place(mixed, i)]++;
        sum[place(mixed, i)] ^= mixed;
      }
    }
    int[] alone = new int[fingerprints.length + PLACES * keys.length];
    int waiting = 0;
    for (int place = 0; place < count.length; place++) {
      if (count[place] == 1) {
        alone[waiting++] = place;
      }
    }
    long[] taken = new long[keys.length];
    int[] decides = new int[keys.length];
    int done = 0;
    while (waiting > 0) {
      int place = alone[--waiting];
      if (count[place] != 1) {
        continue;
      }
      long mixed = sum[place];
      taken[done] = mixed;
      decides[done++] = place;
      for (int i = 0; i < PLACES; i++) {
        int other = place(mixed, i);
        sum[other] ^= mixed;
        if (--count[other] == 1) {
          alone[waiting++] = other;
        }
      }
    }
    if (done < keys.length) {
      return false;
    }
    while (done-- > 0) {
      long mixed = taken[done];
      fingerprints[decides[done]] =
          (short) (fingerprint(mixed) ^ at(mixed, 0) ^ at(mixed, 1) ^ at(mixed, 2));
    }
    return true;
  }

  private short at(long mixed, int i) {
    return fingerprints[place(mixed, i)];
  }

  /** One place in each third. */
  private int place(long mixed, int i) {
    long part = Long.rotateLeft(mixed, 21 * i) & 0xFFFFFFFFL;
    return (int) ((part * third) >>> 32) + i * third;
  }

  private static short fingerprint(long mixed) {
    return (short) (mixed ^ (mixed >>> 32));
  }

  /** MurmurHash3's finalizer. */
  private long mixed(long hash) {
    long h = hash + seed * 0x9E3779B97F4A7C15L;
    h = (h ^ (h >>> 33)) * 0xFF51AFD7ED558CCDL;
    h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return h ^ (h >>> 33);
  }
}
