package dev.assay.simulator;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells requests apart.
 *
 * @param bits the first 64 bits of the body's SHA-256
 * @param hex all of it
 */
record BodyHash(long bits, String hex) {

  static BodyHash of(byte[] body) {
    try {
      byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(body);
      return new BodyHash(ByteBuffer.wrap(sha256).getLong(), HexFormat.of().formatHex(sha256));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }
}
