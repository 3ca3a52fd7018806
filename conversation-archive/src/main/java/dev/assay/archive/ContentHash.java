package dev.assay.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The fingerprint of what an evaluator can see of a conversation.
 *
 * <p>An edit, a late message or a resumed conversation changes it; a copy that is delivered again
 * does not, whatever became of its tags or times.
 */
public final class ContentHash {

  private static final int BYTES = 16;
  private static final int BUFFER_BYTES = 8192;

  private ContentHash() {}

  /**
   * The first half of the SHA-256 of {@linkplain ConversationRendering the rendering}, as 32
   * lowercase hex. No two texts of the conversation are held in memory at once.
   */
  public static String of(Conversation conversation) {
    MessageDigest digest = Digests.sha256();
    OutputStream out =
        new BufferedOutputStream(
            new DigestOutputStream(OutputStream.nullOutputStream(), digest), BUFFER_BYTES);
    try {
      ConversationRendering.writeTo(conversation, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }
}
