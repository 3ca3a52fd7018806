package dev.assay.evaluators;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Names what decides an evaluator's answers. */
public final class Fingerprint {
  private static final int BYTES = 16;

  private Fingerprint() {}

  /**
   * The first half of a SHA-256 over the parts, 32 lowercase hex. Each part is hashed with its
   * length, so {@code ("ab", "c")} and {@code ("a", "bc")} differ, and by its UTF-16 units, so that
   * texts with lone surrogates differ too.
   *
   * @param parts the evaluator's type, the version of its semantics, and everything it reads of a
   *     metric version, in an order that never changes
   */
  public static String of(List<String> parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + Character.BYTES * part.length());
      bytes.putInt(part.length());
      for (int i = 0; i < part.length(); i++) {
        bytes.putChar(part.charAt(i));
      }
      digest.update(bytes.flip());
    }
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot fingerprint: every Java has SHA-256", e);
    }
  }
}
