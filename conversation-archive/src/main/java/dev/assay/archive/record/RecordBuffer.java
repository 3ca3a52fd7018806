package dev.assay.archive.record;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Records that are cut from a stream, one after the other: holds one at a time, and of one that is
 * too long only its start.
 */
final class RecordBuffer implements AutoCloseable {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int KEPT_BUFFER_BYTES = 1024 * 1024;

  /** Knows where records end. */
  interface Cutter {

    /** Cuts the next record; false at the end of the stream. */
    boolean cut(RecordBuffer buffer) throws IOException;
  }

  private final InputStream in;
  private final Cutter cutter;
  private final ReadLimits limits;
  private byte[] record = new byte[CHUNK_BYTES];
  private int length;
  private boolean terminated;
  private boolean oversized;

  /** What was read of the stream, from {@link #at} to {@link #end} not yet cut. */
  final byte[] chunk = new byte[CHUNK_BYTES];

  int at;
  int end;

  RecordBuffer(InputStream in, Cutter cutter, ReadLimits limits) {
    this.in = in;
    this.cutter = cutter;
    this.limits = limits;
  }

  /**
   * Goes to the next record; false at the end of the stream. When it throws, {@link #bytes()} and
   * {@link #length()} are the start of the record that could not be read whole.
   */
  boolean advance() throws IOException {
    length = 0;
    terminated = false;
    oversized = false;
    if (record.length > KEPT_BUFFER_BYTES) {
      record = new byte[CHUNK_BYTES];
    }
    return cutter.cut(this);
  }

  /** Sees to it that something is left in the chunk; false at the end of the stream. */
  boolean fill() throws IOException {
    if (at == end) {
      at = 0;
      end = 0;
      end = Math.max(0, in.read(chunk));
    }
    return at < end;
  }

  /** Adds the next bytes of the chunk to the record. */
  void keep(int count) {
    if (!oversized) {
      int kept = count;
      if ((long) length + count > limits.recordBytes()) {
        oversized = true;
        kept = Math.max(0, Math.min(count, limits.rawBytes() - length));
        length = Math.min(length, limits.rawBytes());
        record = Arrays.copyOf(record, length + kept);
      } else if (length + count > record.length) {
        long doubled = Math.max(2L * record.length, length + count);
        record = Arrays.copyOf(record, (int) Math.min(doubled, limits.recordBytes()));
      }
      System.arraycopy(chunk, at, record, length, kept);
      length += kept;
    }
    at += count;
  }

  /** Ends the record. */
  void terminate() {
    terminated = true;
  }

  /** The record's bytes, from 0 to {@link #length()}; overwritten by the next. */
  byte[] bytes() {
    return record;
  }

  int length() {
    return length;
  }

  /** Whether the record ended before the stream did. */
  boolean terminated() {
    return terminated;
  }

  /** Whether the record was longer than the limit; then only its start is held. */
  boolean oversized() {
    return oversized;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
