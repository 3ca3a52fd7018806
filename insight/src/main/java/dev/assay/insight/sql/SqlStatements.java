package dev.assay.insight.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into statements at each semicolon that is neither quoted nor in a comment.
 *
 * @param whole statements that a semicolon ends, without it; blank ones are left out
 * @param rest what follows the last semicolon
 */
public record SqlStatements(List<String> whole, String rest) {

  /** What is skipped as a piece: quoted or commented, to its end or to that of the text. */
  private static final Pattern PIECE =
      Pattern.compile(
          "'[^']*+(?:''[^']*+)*+(?:'|\\z)"
              + "|\"[^\"]*+(?:\"\"[^\"]*+)*+(?:\"|\\z)"
              + "|`[^`]*+(?:`|\\z)"
              + "|\\$\\$(?s:.*?)(?:\\$\\$|\\z)"
              + "|(--[^\\n]*+|/\\*(?s:.*?)(?:\\*/|\\z))"
              + "|(;)");

  private static final int COMMENT = 1;
  private static final int END = 2;

  public SqlStatements {
    whole = List.copyOf(whole);
  }

  /** The statements of a text. */
  public static SqlStatements of(String text) {
    List<String> whole = new ArrayList<>();
    int start = 0;
    Matcher piece = PIECE.matcher(text);
    while (piece.find()) {
      if (piece.group(END) != null) {
        add(whole, text.substring(start, piece.start()));
        start = piece.end();
      }
    }
    return new SqlStatements(whole, text.substring(start));
  }

  /** All statements, the last of which need not end with a semicolon. */
  public List<String> all() {
    List<String> all = new ArrayList<>(whole);
    add(all, rest);
    return all;
  }

  /** Whether nothing is begun that a semicolon would have to end. */
  public boolean isEnded() {
    return withoutComments(rest).isBlank();
  }

  /** The text with a blank in the place of each comment. */
  public static String withoutComments(String text) {
    return PIECE
        .matcher(text)
        .replaceAll(
            piece -> piece.group(COMMENT) == null ? Matcher.quoteReplacement(piece.group()) : " ");
  }

  private static void add(List<String> statements, String text) {
    if (!withoutComments(text).isBlank()) {
      statements.add(text.strip());
    }
  }
}
