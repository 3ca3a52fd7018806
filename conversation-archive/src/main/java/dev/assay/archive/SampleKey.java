package dev.assay.archive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The place of a conversation among all: uniform, never changes, and decides its samples. */
public final class SampleKey {

  private static final double KEYS = 0x1p63;

  private SampleKey() {}

  /** The first 63 bits of SHA-256 of organization, a zero byte and the conversation's id. */
  public static long of(String orgId, String conversationId) {
    MessageDigest digest = Digests.sha256();
    digest.update(orgId.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(conversationId.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest.digest()).getLong() >>> 1;
  }

  /**
   * Where the sample of a rate ends: a conversation belongs to it when its key is lower. So those
   * of a lower rate belong to each higher one.
   *
   * @param rate above 0, up to 1
   */
  public static long endOf(double rate) {
    return rate >= 1 ? Long.MAX_VALUE : (long) (rate * KEYS);
  }
}
