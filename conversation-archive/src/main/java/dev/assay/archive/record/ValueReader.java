package dev.assay.archive.record;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Values of JSON between commas and spaces, by their brackets and quotes; what is wrong within one
 * is for who parses it. A bracket that nothing has opened ends them.
 */
final class ValueReader implements RecordBytes {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int KEPT_BUFFER_BYTES = 1024 * 1024;

  private final InputStream in;
  private final ReadLimits limits;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private int chunkAt;
  private int chunkEnd;
  private byte[] value = new byte[CHUNK_BYTES];
  private int length;
  private boolean terminated;
  private boolean oversized;

  private int depth;
  private boolean inString;
  private boolean escaped;

  ValueReader(InputStream in, ReadLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  @Override
  public boolean advance() throws IOException {
    length = 0;
    terminated = false;
    oversized = false;
    depth = 0;
    inString = false;
    escaped = false;
    if (value.length > KEPT_BUFFER_BYTES) {
      value = new byte[CHUNK_BYTES];
    }
    if (!toValue()) {
      return false;
    }
    while (!terminated && fill()) {
      int end = endOfValue();
      keep(end - chunkAt);
      chunkAt = end;
    }
    return true;
  }

  /** Goes to the start of the next value; false when there is none. */
  private boolean toValue() throws IOException {
    while (fill()) {
      while (chunkAt < chunkEnd) {
        byte b = chunk[chunkAt];
        if (b == ']' || b == '}') {
          drain();
          return false;
        }
        if (b != ',' && !isSpace(b)) {
          return true;
        }
        chunkAt++;
      }
    }
    return false;
  }

  /** What follows the last value may still tell that the file is damaged. */
  private void drain() throws IOException {
    do {
      chunkAt = chunkEnd;
    } while (fill());
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private boolean fill() throws IOException {
    if (chunkAt == chunkEnd) {
      chunkAt = 0;
      chunkEnd = 0;
      chunkEnd = Math.max(0, in.read(chunk));
    }
    return chunkAt < chunkEnd;
  }

  /** Where in the chunk the value ends, or the chunk's end. */
  private int endOfValue() {
    for (int at = chunkAt; at < chunkEnd; at++) {
      byte b = chunk[at];
      if (inString) {
        if (escaped) {
          escaped = false;
        } else if (b == '\\') {
          escaped = true;
        } else if (b == '"') {
          inString = false;
          if (depth == 0) {
            terminated = true;
            return at + 1;
          }
        }
      } else if (b == '"') {
        inString = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if (b == '}' || b == ']') {
        if (depth <= 1) {
          terminated = true;
          return depth == 0 ? at : at + 1;
        }
        depth--;
      } else if (depth == 0 && (b == ',' || isSpace(b))) {
        terminated = true;
        return at;
      }
    }
    return chunkEnd;
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
      value = Arrays.copyOf(value, length + kept);
    } else if (length + count > value.length) {
      long doubled = Math.max(2L * value.length, length + count);
      value = Arrays.copyOf(value, (int) Math.min(doubled, limits.recordBytes()));
    }
    System.arraycopy(chunk, chunkAt, value, length, kept);
    length += kept;
  }

  @Override
  public byte[] bytes() {
    return value;
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
