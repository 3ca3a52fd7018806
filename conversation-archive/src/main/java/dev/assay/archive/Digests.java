package dev.assay.archive;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Where this package gets its message digests. */
public final class Digests {

  private Digests() {}

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java platform must have SHA-256", e);
    }
  }
}
