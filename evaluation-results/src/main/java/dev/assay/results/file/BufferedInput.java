package dev.assay.results.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A file on a disk as Parquet reads it. Footers and indexes are read byte by byte, each of which
 * would be a call of the operating system without the buffer.
 */
public record BufferedInput(Path path) implements InputFile {

  private static final int BUFFER_BYTES = 8 << 10;

  /** Opens a file, with options of its own: the decompressors in them are not thread-safe. */
  public static ParquetFileReader open(Path file) throws IOException {
    return ParquetFileReader.open(
        new BufferedInput(file),
        new ParquetReadOptions.Builder(new PlainParquetConfiguration())
            .withUseHadoopVectoredIo(false)
            .build());
  }

  @Override
  public long getLength() throws IOException {
    return Files.size(path);
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    return new Stream(new Source(FileChannel.open(path, StandardOpenOption.READ)));
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private static final class Stream extends DelegatingSeekableInputStream {
    private final Source source;

    Stream(Source source) {
      super(source);
      this.source = source;
    }

    @Override
    public long getPos() {
      return source.position;
    }

    @Override
    public void seek(long position) {
      source.position = position;
    }

    /** Reads past the buffer what would not fit into it. */
    @Override
    public void readFully(ByteBuffer to) throws IOException {
      if (to.remaining() < BUFFER_BYTES) {
        super.readFully(to);
        return;
      }
      while (to.hasRemaining()) {
        int read = source.channel.read(to, source.position);
        if (read < 0) {
          throw new EOFException("Cannot read beyond the end of the file");
        }
        source.position += read;
      }
    }
  }

  /** The bytes from a position on. */
  private static final class Source extends InputStream {
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private long bufferedFrom;
    private long position;

    Source(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read() throws IOException {
      if (!hasBuffered()) {
        return -1;
      }
      return buffer.get((int) (position++ - bufferedFrom)) & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!hasBuffered()) {
        return -1;
      }
      int from = (int) (position - bufferedFrom);
      int count = Math.min(length, buffer.limit() - from);
      buffer.get(from, to, offset, count);
      position += count;
      return count;
    }

    private boolean hasBuffered() throws IOException {
      if (position >= bufferedFrom && position < bufferedFrom + buffer.limit()) {
        return true;
      }
      buffer.clear();
      bufferedFrom = position;
      int read = channel.read(buffer, position);
      buffer.limit(Math.max(0, read));
      return read > 0;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
