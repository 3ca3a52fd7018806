package dev.assay.archive.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a file from one offset to another; a file that is shorter is truncated. */
final class FilePortion extends InputStream {

  private final FileChannel channel;
  private long left;

  FilePortion(Path file, long start, long end) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
    channel.position(start);
    left = end - start;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == 1 ? one[0] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int count = channel.read(ByteBuffer.wrap(target, offset, (int) Math.min(left, length)));
    if (count < 0) {
      throw new EOFException("the file is shorter than when it was inspected");
    }
    left -= count;
    return count;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
