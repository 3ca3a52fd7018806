package dev.assay.archive.record;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lines of bytes, ended by a newline or the end of the stream; holds one line at a time, and of one
 * that is too long only its start.
 */
final class LineReader implements RecordBytes {

  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int KEPT_BUFFER_BYTES = 1024 * 1024;

  private final InputStream in;
  private final ReadLimits limits;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private int chunkAt;
  private int chunkEnd;
  private byte[] line = new byte[CHUNK_BYTES];
  private int length;
  private boolean terminated;
  private boolean oversized;

  LineReader(InputStream in, ReadLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  @Override
  public boolean advance() throws IOException {
    length = 0;
    terminated = false;
    oversized = false;
    if (line.length > KEPT_BUFFER_BYTES) {
      line = new byte[CHUNK_BYTES];
    }
    boolean any = false;
    while (!terminated && fill()) {
      any = true;
      int newline = newline();
      keep(newline - chunkAt);
      terminated = newline < chunkEnd;
      chunkAt = terminated ? newline + 1 : chunkEnd;
    }
    return any;
  }

  private boolean fill() throws IOException {
    if (chunkAt == chunkEnd) {
      chunkAt = 0;
      chunkEnd = 0;
      chunkEnd = Math.max(0, in.read(chunk));
    }
    return chunkAt < chunkEnd;
  }

  private int newline() {
    int at = chunkAt;
    while (at < chunkEnd && chunk[at] != '\n') {
      at++;
    }
    return at;
  }

  private void keep(int count) {
    if (oversized) {
      return;
    }
    int kept = count;
    if ((long) length + count > limits.recordBytes()) {
      oversized = true;
      kept = Math.max(0, Math.min(count, limits.rawBytes() - length));
      length = Math.min(length, limits.rawBytes());
      line = Arrays.copyOf(line, length + kept);
    } else if (length + count > line.length) {
      long doubled = Math.max(2L * line.length, length + count);
      line = Arrays.copyOf(line, (int) Math.min(doubled, limits.recordBytes()));
    }
    System.arraycopy(chunk, chunkAt, line, length, kept);
    length += kept;
  }

  /** The line's bytes, without its newline. */
  @Override
  public byte[] bytes() {
    return line;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public boolean terminated() {
    return terminated;
  }

  @Override
  public boolean oversized() {
    return oversized;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
