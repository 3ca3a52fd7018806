package dev.assay.archive.file;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.input.ReaderInputStream;

/**
 * How the bytes of a file become UTF-8; its bytes say it, whatever its name is.
 *
 * @param compression of the file
 * @param text of what was compressed
 */
public record FileEncoding(Compression compression, Text text) implements Serializable {

  /** How a file is compressed. */
  public enum Compression {
    NONE,
    GZIP,
    ZSTD
  }

  /** How text is encoded. */
  public enum Text {
    UTF_8(StandardCharsets.UTF_8),
    UTF_16LE(StandardCharsets.UTF_16LE),
    UTF_16BE(StandardCharsets.UTF_16BE);

    private final transient Charset charset;

    Text(Charset charset) {
      this.charset = charset;
    }
  }

  /** Of a file that is as it stands. */
  public static final FileEncoding PLAIN = new FileEncoding(Compression.NONE, Text.UTF_8);

  private static final int HEAD_BYTES = 64;
  private static final int BUFFER_BYTES = 64 * 1024;

  /** Whether bytes stand in the file as they are read. */
  public boolean isPlain() {
    return equals(PLAIN);
  }

  /** What a file's first bytes say, and its name where they say nothing. */
  static FileEncoding of(Path file) throws IOException {
    byte[] head = head(file, PLAIN);
    Compression compression = compression(file, head);
    byte[] decoded = head;
    if (compression != Compression.NONE) {
      try {
        decoded = head(file, new FileEncoding(compression, Text.UTF_8));
      } catch (IOException e) {
        // Reading the file tells that it is damaged.
        decoded = new byte[0];
      }
    }
    return new FileEncoding(compression, text(decoded));
  }

  private static byte[] head(Path file, FileEncoding encoding) throws IOException {
    try (InputStream in = encoding.decode(Files.newInputStream(file))) {
      byte[] head = new byte[HEAD_BYTES];
      return Arrays.copyOf(head, IOUtils.read(in, head));
    }
  }

  private static Compression compression(Path file, byte[] head) {
    if (opens(head, 0x1F, 0x8B)) {
      return Compression.GZIP;
    }
    if (opens(head, 0x28, 0xB5, 0x2F, 0xFD)) {
      return Compression.ZSTD;
    }
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    boolean isText = head.length > 0 && isText(head[0] & 0xFF);
    if (name.endsWith(".gz") && !isText) {
      return Compression.GZIP;
    }
    boolean isZstd = name.endsWith(".zst") || name.endsWith(".zstd");
    return isZstd && !isText ? Compression.ZSTD : Compression.NONE;
  }

  /** Whether text may begin so: with JSON, a space, a letter, or a byte order mark. */
  private static boolean isText(int first) {
    return (first >= ' ' && first < 0x7F)
        || first == '\n'
        || first == '\r'
        || first == '\t'
        || first >= 0xEF;
  }

  private static Text text(byte[] head) {
    if (opens(head, 0xFF, 0xFE)) {
      return Text.UTF_16LE;
    }
    if (opens(head, 0xFE, 0xFF)) {
      return Text.UTF_16BE;
    }
    if (head.length < 2) {
      return Text.UTF_8;
    }
    if (isJson(head[0]) && head[1] == 0) {
      return Text.UTF_16LE;
    }
    return head[0] == 0 && isJson(head[1]) ? Text.UTF_16BE : Text.UTF_8;
  }

  private static boolean isJson(byte first) {
    return first == '{' || first == '[' || first == ' ' || first == '\n' || first == '\r';
  }

  private static boolean opens(byte[] head, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (head.length <= i || (head[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** The decoded bytes of a stream, which is closed with them. */
  InputStream decode(InputStream raw) throws IOException {
    try {
      InputStream in =
          switch (compression) {
            case NONE -> raw;
            case GZIP -> new GzipMembers(raw);
            case ZSTD -> new Zstd(new BufferedInputStream(raw, BUFFER_BYTES));
          };
      return text == Text.UTF_8
          ? in
          : ReaderInputStream.builder()
              .setReader(new InputStreamReader(in, text.charset))
              .setCharset(StandardCharsets.UTF_8)
              .setBufferSize(BUFFER_BYTES)
              .get();
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** Frames of Zstandard, of which one that is cut is told from one that is damaged. */
  private static final class Zstd extends FilterInputStream {

    Zstd(InputStream in) throws IOException {
      super(new ZstdInputStream(in).setContinuous(false));
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) == 1 ? one[0] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return in.read(target, offset, length);
      } catch (ZstdIOException e) {
        if (isCut(e)) {
          throw new EOFException("the Zstandard data ends too early");
        }
        throw new UnreadableArchive("Invalid Zstandard data: " + flaw(e.getErrorCode()), e);
      }
    }

    /** Only the words tell. */
    private static boolean isCut(ZstdIOException e) {
      String message = String.valueOf(e.getMessage());
      return message.contains("runcated") || message.contains("nexpected end");
    }

    private static String flaw(long code) {
      if (code == com.github.luben.zstd.Zstd.errPrefixUnknown()) {
        return "it has no Zstandard header";
      }
      if (code == com.github.luben.zstd.Zstd.errChecksumWrong()) {
        return "its checksum does not match";
      }
      if (code == com.github.luben.zstd.Zstd.errDictionaryWrong()) {
        return "it asks for a dictionary; compress it without one";
      }
      if (code == com.github.luben.zstd.Zstd.errFrameParameterWindowTooLarge()) {
        return "its window is larger than 128 MiB; compress it without --long";
      }
      return "its compressed bytes are damaged";
    }
  }
}
