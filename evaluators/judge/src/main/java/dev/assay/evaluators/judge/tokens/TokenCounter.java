package dev.assay.evaluators.judge.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the tokens of texts as one model reads them. Thread-safe. */
public final class TokenCounter {

  /** How many bytes of UTF-8 are taken for one token where nothing better is known. */
  public static final int BYTES_A_TOKEN = 4;

  /**
   * What a request may hold beyond its texts: the marks around each message, and what a server's
   * chat template adds.
   */
  public static final int FRAME_TOKENS = 256;

  /** Longer texts are not tokenized: a tokenizer needs a millisecond for each 6 kB. */
  private static final int LONGEST_COUNTED = 1_000_000;

  private static final int MARGIN_TOKENS = 4;
  private static final int MARGIN_SHARE = 50;

  private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

  /** Beginnings of models' names, the longer before the shorter. */
  private static final List<Map.Entry<String, EncodingType>> MODELS =
      List.of(
          Map.entry("gpt-5", EncodingType.O200K_BASE),
          Map.entry("gpt-4.1", EncodingType.O200K_BASE),
          Map.entry("gpt-4.5", EncodingType.O200K_BASE),
          Map.entry("gpt-4o", EncodingType.O200K_BASE),
          Map.entry("gpt-oss", EncodingType.O200K_BASE),
          Map.entry("chatgpt-4o", EncodingType.O200K_BASE),
          Map.entry("o1", EncodingType.O200K_BASE),
          Map.entry("o3", EncodingType.O200K_BASE),
          Map.entry("o4", EncodingType.O200K_BASE),
          Map.entry("gpt-4", EncodingType.CL100K_BASE),
          Map.entry("gpt-3.5", EncodingType.CL100K_BASE));

  private final @Nullable Encoding encoding;

  private TokenCounter(@Nullable Encoding encoding) {
    this.encoding = encoding;
  }

  /**
   * The counter for a model, by its name without what stands before a slash or {@code ft:}.
   *
   * @param model as it is sent to the server
   */
  public static TokenCounter forModel(String model) {
    return new TokenCounter(encoding(model).map(REGISTRY::getEncoding).orElse(null));
  }

  /** How it counts, for a person, such as {@code o200k_base}. */
  public String basis() {
    return encoding == null
        ? "estimated at %d bytes a token".formatted(BYTES_A_TOKEN)
        : encoding.getName();
  }

  /** Whether the model's tokenizer is known. */
  public boolean isExact() {
    return encoding != null;
  }

  /**
   * The tokens of a text.
   *
   * @param tokens exact for texts up to a megabyte where {@link #isExact}, else estimated
   * @param bound no fewer than the text has, wherever it stands in a request: the exact count and a
   *     margin of 2 % and {@value #MARGIN_TOKENS} for what may join differently at its ends;
   *     without a known tokenizer the bytes of UTF-8, since no byte-level tokenizer makes more
   *     tokens than bytes
   */
  public record Count(long tokens, long bound) {}

  /** Counts a text, in one pass. */
  public Count count(String text) {
    if (encoding != null && text.length() <= LONGEST_COUNTED) {
      long tokens = encoding.countTokensOrdinary(text);
      return new Count(tokens, tokens + tokens / MARGIN_SHARE + MARGIN_TOKENS);
    }
    long bytes = utf8Bytes(text);
    return new Count((bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN, bytes);
  }

  private static Optional<EncodingType> encoding(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    String bare = name.substring(name.lastIndexOf('/') + 1);
    String base = bare.startsWith("ft:") ? bare.substring("ft:".length()) : bare;
    return MODELS.stream()
        .filter(known -> base.startsWith(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static long utf8Bytes(String text) {
    long bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return bytes;
  }
}
