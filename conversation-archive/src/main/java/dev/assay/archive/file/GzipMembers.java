package dev.assay.archive.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The data of a gzip file, all members of it (RFC 1952).
 *
 * <p>Unlike {@link java.util.zip.GZIPInputStream} it never takes a member that is cut in its header
 * for the end of the file: whatever is no member and no zero padding is an error. {@link
 * EOFException} says that the file ends too early, {@link UnreadableArchive} that it is damaged.
 */
final class GzipMembers extends InputStream {

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int DEFLATE = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;
  private boolean inMember;
  private boolean ended;

  GzipMembers(InputStream in) throws IOException {
    this.in = in;
    header(requireByte());
    inMember = true;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == 1 ? one[0] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!inMember && !openNextMember()) {
        ended = true;
        return -1;
      }
      int count = inflate(target, offset, length);
      if (count > 0) {
        crc.update(target, offset, count);
        return count;
      }
    }
    return -1;
  }

  /** Inflates some bytes; 0 when the member has ended. */
  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      while (true) {
        int count = inflater.inflate(target, offset, length);
        if (count > 0) {
          return count;
        }
        if (inflater.finished()) {
          at = end - inflater.getRemaining();
          trailer();
          inMember = false;
          return 0;
        }
        if (inflater.needsDictionary()) {
          throw new UnreadableArchive("Invalid gzip data: it asks for a dictionary");
        }
        fillInflater();
      }
    } catch (DataFormatException e) {
      throw new UnreadableArchive("Invalid gzip data: its compressed bytes are damaged", e);
    }
  }

  private void fillInflater() throws IOException {
    if (at == end && !fill()) {
      throw truncated();
    }
    inflater.setInput(buffer, at, end - at);
    at = end;
  }

  private void trailer() throws IOException {
    long expectedCrc = littleEndian(4);
    long expectedSize = littleEndian(4);
    if (expectedCrc != crc.getValue()
        || expectedSize != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
      throw new UnreadableArchive("Invalid gzip data: its checksum does not match");
    }
  }

  private boolean openNextMember() throws IOException {
    int first = nextByte();
    boolean padding = false;
    while (first == 0) {
      padding = true;
      first = nextByte();
    }
    if (first < 0) {
      return false;
    }
    if (padding) {
      throw new UnreadableArchive("Invalid gzip data: bytes follow the padding after its end");
    }
    header(first);
    inflater.reset();
    crc.reset();
    inMember = true;
    return true;
  }

  private void header(int first) throws IOException {
    if (first != 0x1F || requireByte() != 0x8B || requireByte() != DEFLATE) {
      throw new UnreadableArchive("Invalid gzip data: it has no gzip header");
    }
    int flags = requireByte();
    littleEndian(6);
    if ((flags & FLAG_EXTRA) != 0) {
      littleEndian((int) littleEndian(2));
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText();
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      littleEndian(2);
    }
  }

  private void skipText() throws IOException {
    int next = requireByte();
    while (next != 0) {
      next = requireByte();
    }
  }

  private long littleEndian(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) requireByte() << (8 * (i % 8));
    }
    return value;
  }

  private int requireByte() throws IOException {
    int next = nextByte();
    if (next < 0) {
      throw truncated();
    }
    return next;
  }

  private int nextByte() throws IOException {
    return at < end || fill() ? buffer[at++] & 0xFF : -1;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  private static EOFException truncated() {
    return new EOFException("the gzip data ends too early");
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
