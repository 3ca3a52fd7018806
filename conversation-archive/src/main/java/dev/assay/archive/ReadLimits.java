package dev.assay.archive;

import java.nio.charset.StandardCharsets;

/**
 * How much of a record is held.
 *
 * @param lineBytes a longer line is rejected without being held
 * @param rawBytes how much of a rejected record is kept
 */
record ReadLimits(int lineBytes, int rawBytes) {

  static final ReadLimits STANDARD = new ReadLimits(256 * 1024 * 1024, 64 * 1024);

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
}
