package dev.assay.archive.record;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Whether bytes are UTF-8, without making text of them. */
final class Utf8 {

  private static final int CHUNK_CHARS = 8192;

  /** What is wrong with bytes that should be UTF-8. */
  enum Flaw {
    NONE,
    MALFORMED,
    /** The last character lacks bytes; all before it is well formed. */
    CUT_AT_END
  }

  private Utf8() {}

  static Flaw check(byte[] bytes, int from, int length) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, from, length);
    CharBuffer scratch = CharBuffer.allocate(Math.min(CHUNK_CHARS, length + 1));
    while (true) {
      CoderResult result = decoder.decode(in, scratch, false);
      if (result.isError()) {
        return Flaw.MALFORMED;
      }
      if (result.isUnderflow()) {
        return in.hasRemaining() ? Flaw.CUT_AT_END : Flaw.NONE;
      }
      scratch.clear();
    }
  }
}
