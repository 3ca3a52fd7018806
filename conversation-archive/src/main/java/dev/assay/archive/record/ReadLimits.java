package dev.assay.archive.record;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/**
 * How much of a record is held.
 *
 * @param recordBytes a longer line, or a row of a Parquet file whose texts are longer, is rejected
 * @param rawBytes how much of a rejected record is kept
 */
public record ReadLimits(int recordBytes, int rawBytes) implements Serializable {

  /**
   * Bytes of the heap for each byte of a record: its line, its JSON, the conversation, and what is
   * written of that are there at once, some with two bytes a character and in buffers that doubled.
   */
  private static final int HEAP_BYTES_EACH = 16;

  private static final int MOST_BYTES = 256 * 1024 * 1024;
  private static final int RAW_BYTES = 64 * 1024;

  /** Of a heap that holds any record: 256 MiB, of which 64 KiB are kept. */
  public static final ReadLimits STANDARD = new ReadLimits(MOST_BYTES, RAW_BYTES);

  /**
   * What fits when several readers share a heap.
   *
   * @param heapBytes the most that the heap may hold
   * @param readers how many records are read at once, at least 1
   */
  public static ReadLimits ofHeap(long heapBytes, int readers) {
    long share = heapBytes / readers / HEAP_BYTES_EACH;
    return new ReadLimits((int) Math.min(MOST_BYTES, share), RAW_BYTES);
  }

  /** The part of the heap that one reader has. */
  long heapShare() {
    return (long) recordBytes * HEAP_BYTES_EACH;
  }

  /** The start of a record as text, with U+FFFD for what is no text. */
  String raw(byte[] bytes, int from, int length) {
    int kept = Math.min(length, rawBytes);
    return new String(bytes, from, kept, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
  }

  String raw(String text) {
    String start = text.substring(0, Math.min(text.length(), rawBytes));
    byte[] bytes = start.getBytes(StandardCharsets.UTF_8);
    return raw(bytes, 0, bytes.length);
  }

  /** Why a record is too large, and what to do. */
  String tooLarge() {
    return "Cannot take in a record of more than %,d bytes, a sixteenth of the memory of a task: give the process more (ASSAY_HEAP), or cut the record"
        .formatted(recordBytes);
  }
}
