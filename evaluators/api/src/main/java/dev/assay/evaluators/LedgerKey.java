package dev.assay.evaluators;

import dev.assay.archive.ContentHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names an answer by all that decides it. */
public final class LedgerKey {

  private LedgerKey() {}

  /**
   * SHA-256 of the organization, the content that the judge is shown and the fingerprint of the
   * metric's semantics and the judge's identity; 64 lowercase hex. Metrics and versions that mean
   * the same share answers.
   *
   * @param contentHash as {@link ContentHash} makes it, of the conversation up to the interaction
   * @param fingerprint as {@link Evaluator#prepare} gives it
   */
  public static String of(String orgId, String contentHash, String fingerprint) {
    try {
      byte[] text =
          "%s\n%s\n%s".formatted(orgId, contentHash, fingerprint).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot make a key: every Java has SHA-256", e);
    }
  }
}
