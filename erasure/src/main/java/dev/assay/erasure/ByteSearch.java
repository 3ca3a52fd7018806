package dev.assay.erasure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds any of many texts in bytes, in one pass whatever their number: by the first eight bytes of
 * each.
 */
final class ByteSearch {

  /** Shorter texts cannot be looked for. */
  static final int SHORTEST = Long.BYTES;

  private static final int BUFFER = 1 << 16;
  private static final int FILTER_BITS = 20;
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final Map<Long, List<byte[]>> byBeginning = new HashMap<>();
  private final BitSet filter = new BitSet(1 << FILTER_BITS);
  private final int longest;

  /**
   * @param texts each of at least {@link #SHORTEST} bytes of UTF-8
   */
  ByteSearch(Collection<String> texts) {
    int most = 0;
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (bytes.length < SHORTEST) {
        throw new IllegalArgumentException("Cannot search for '%s': too short".formatted(text));
      }
      long beginning = 0;
      for (int i = 0; i < SHORTEST; i++) {
        beginning = next(beginning, bytes[i]);
      }
      byBeginning.computeIfAbsent(beginning, b -> new ArrayList<>()).add(bytes);
      filter.set(place(beginning));
      most = Math.max(most, bytes.length);
    }
    longest = most;
  }

  /** Those of the texts that a text holds. */
  Set<String> in(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Set<String> found = new HashSet<>();
    search(bytes, bytes.length, found);
    return found;
  }

  /** Those of the texts that bytes hold. */
  Set<String> in(byte[] bytes) {
    Set<String> found = new HashSet<>();
    search(bytes, bytes.length, found);
    return found;
  }

  /** Those of the texts that a stream holds, which is read to its end. */
  Set<String> in(InputStream stream) throws IOException {
    Set<String> found = new HashSet<>();
    byte[] buffer = new byte[BUFFER + longest];
    int kept = 0;
    int read = stream.read(buffer, 0, BUFFER);
    while (read >= 0) {
      int filled = kept + read;
      search(buffer, filled, found);
      kept = Math.min(filled, Math.max(0, longest - 1));
      System.arraycopy(buffer, filled - kept, buffer, 0, kept);
      read = stream.read(buffer, kept, BUFFER);
    }
    return found;
  }

  private void search(byte[] bytes, int length, Set<String> found) {
    if (byBeginning.isEmpty()) {
      return;
    }
    long window = 0;
    for (int i = 0; i < length; i++) {
      window = next(window, bytes[i]);
      if (i >= SHORTEST - 1 && filter.get(place(window))) {
        int start = i - SHORTEST + 1;
        for (byte[] text : byBeginning.getOrDefault(window, List.of())) {
          int end = start + text.length;
          if (end <= length && Arrays.equals(bytes, start, end, text, 0, text.length)) {
            found.add(new String(text, StandardCharsets.UTF_8));
          }
        }
      }
    }
  }

  private static long next(long window, byte b) {
    return (window << Byte.SIZE) | Byte.toUnsignedLong(b);
  }

  private static int place(long window) {
    return (int) ((window * SPREAD) >>> (Long.SIZE - FILTER_BITS));
  }
}
