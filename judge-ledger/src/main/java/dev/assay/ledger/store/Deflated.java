package dev.assay.ledger.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A text as it is kept: deflated UTF-8. */
public final class Deflated {
  private static final int BUFFER = 8192;

  private final byte[] bytes;

  private Deflated(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Deflates a text. */
  public static Deflated of(String text) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[BUFFER];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return new Deflated(out.toByteArray());
    } finally {
      deflater.end();
    }
  }

  /** A text that was deflated before; the array must not be changed any more. */
  public static Deflated of(byte[] bytes) {
    return new Deflated(bytes);
  }

  /** The deflated bytes; must not be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** The text. */
  public String text() {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[BUFFER];
      while (!inflater.finished()) {
        int length = inflater.inflate(buffer);
        if (length == 0 && !inflater.finished()) {
          throw new IllegalStateException("Cannot read a text of the ledger: it is cut off");
        }
        out.write(buffer, 0, length);
      }
      return out.toString(StandardCharsets.UTF_8);
    } catch (DataFormatException e) {
      throw new IllegalStateException("Cannot read a text of the ledger: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }
}
