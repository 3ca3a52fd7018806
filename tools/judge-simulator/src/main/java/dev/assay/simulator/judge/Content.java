package dev.assay.simulator.judge;

import org.jspecify.annotations.Nullable;

/**
 * What a judge says.
 *
 * @param text the answer, or null
 * @param refusal why there is none, or null
 * @param isCut the answer ends before its end
 * @param isJson the server answers in JSON, as it should
 */
record Content(@Nullable String text, @Nullable String refusal, boolean isCut, boolean isJson) {

  static final Content NOT_JSON = new Content("", null, false, false);

  static Content of(String text) {
    return new Content(text, null, false, true);
  }

  static Content cut(String text) {
    return new Content(text, null, true, true);
  }

  static Content refusal(String refusal) {
    return new Content(null, refusal, false, true);
  }

  long tokens() {
    return (text == null ? 0 : Tokens.of(text)) + (refusal == null ? 0 : Tokens.of(refusal));
  }

  /** The same, within so many tokens. */
  Content within(long maxTokens) {
    if (text == null || Tokens.of(text) <= maxTokens) {
      return this;
    }
    int length = (int) Math.min(text.length(), maxTokens * Tokens.BYTES_A_TOKEN);
    while (Tokens.of(text.substring(0, length)) > maxTokens) {
      length /= 2;
    }
    return cut(text.substring(0, length));
  }
}
