package dev.assay.archive;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What is kept of a conversation that was erased, so that it is known when it is delivered again:
 * the SHA-256 of its organization and id, as 64 lowercase hex. It tells of no other conversation,
 * and of this one only whom the id is known to.
 */
public final class ErasedHash {
  private ErasedHash() {}

  /** Of a conversation's id, or of what its source called it. */
  public static String of(String orgId, String id) {
    return HexFormat.of()
        .formatHex(
            Digests.sha256()
                .digest(("erased\n" + orgId + "\n" + id).getBytes(StandardCharsets.UTF_8)));
  }
}
