package dev.assay.evaluators;

import java.util.List;
import java.util.Random;

/** Texts of all kinds of characters, for {@link Seeded} tests. */
public final class RandomText {
  private static final List<String> SPECIAL =
      List.of("\0", " ", "\n", "\u0085", "\u2028", "\u202e", "\ufeff", "\uffff", "\ud800", "😀");

  private RandomText() {}

  /**
   * A text, often short, of letters as well as of what is no character at all.
   *
   * @param most the largest number of pieces, of one or two {@code char} each
   */
  public static String of(Random random, int most) {
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(1 + (random.nextBoolean() ? Math.min(most, 5) : most));
    for (int i = 0; i < pieces; i++) {
      switch (random.nextInt(5)) {
        case 0 -> text.append((char) random.nextInt(128));
        case 1 -> text.append((char) (' ' + random.nextInt(95)));
        case 2 -> text.append((char) random.nextInt(1 << 16));
        case 3 -> text.appendCodePoint(random.nextInt(1 + Character.MAX_CODE_POINT));
        default -> text.append(SPECIAL.get(random.nextInt(SPECIAL.size())));
      }
    }
    return text.toString();
  }
}
