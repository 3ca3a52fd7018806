package dev.assay.jobs.cli;

import dev.assay.jobs.PageBlock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A command that a page shows.
 *
 * @param page the page's path below the project
 * @param words its arguments
 * @param isWhole false when it has parts that may be left out, or reads from another command
 * @param answer what the page shows below it, a line each, up to what it leaves out
 */
record DocumentedCommand(String page, List<String> words, boolean isWhole, List<String> answer) {

  private static final String PROGRAM = "./assay ";

  /** Programs with command lines of their own. */
  private static final Set<String> OTHERS = Set.of("serve", "keys", "judge-simulator");

  /** The first word. */
  String name() {
    return words.get(0);
  }

  @Override
  public String toString() {
    return page + ": " + String.join(" ", words);
  }

  /** All of a page, in its order. */
  static List<DocumentedCommand> of(Path base, String page) {
    List<DocumentedCommand> commands = new ArrayList<>();
    for (String block : blocks(base, page, "")) {
      int at = block.indexOf(PROGRAM);
      while (at >= 0) {
        Reader reader = new Reader(block, at + PROGRAM.length());
        List<String> words = reader.words();
        int next = block.indexOf(PROGRAM, reader.at);
        boolean isPiped = at > 0 && block.charAt(at - 1) != '\n';
        if (!words.isEmpty() && !OTHERS.contains(words.get(0))) {
          String below = block.substring(reader.at, next < 0 ? block.length() : next);
          commands.add(
              new DocumentedCommand(
                  page, words, !isPiped && !reader.hasOptionalParts, answer(below)));
        }
        at = next;
      }
    }
    return commands;
  }

  /** The blocks of a page in a language. */
  static List<String> blocks(Path base, String page, String language) {
    return PageBlock.of(base.resolve(page)).stream()
        .filter(block -> block.kind().equals(language))
        .map(PageBlock::text)
        .toList();
  }

  private static List<String> answer(String below) {
    List<String> lines = below.lines().filter(line -> !line.isBlank()).toList();
    int end = lines.indexOf("…");
    return end < 0 ? lines : lines.subList(0, end);
  }

  /** Reads the words of one command as a shell does. */
  private static final class Reader {
    private final String text;
    private int at;
    private boolean hasOptionalParts;

    Reader(String text, int at) {
      this.text = text;
      this.at = at;
    }

    /** The words up to the end of the command, a comment, a redirection or a pipe. */
    List<String> words() {
      List<String> words = new ArrayList<>();
      StringBuilder word = new StringBuilder();
      boolean isEnd = false;
      while (at < text.length() && text.charAt(at) != '\n') {
        char c = text.charAt(at++);
        isEnd |= "#>|&".indexOf(c) >= 0;
        if (c == '"' || c == '\'') {
          int close = text.indexOf(c, at);
          word.append(text, at, close);
          at = close + 1;
        } else if (c == '[' || c == ']') {
          hasOptionalParts = true;
        } else if (c == ' ' || isEnd) {
          end(word, words);
        } else {
          word.append(c);
        }
        if (isEnd) {
          at = text.indexOf('\n', at);
        }
      }
      end(word, words);
      return words;
    }

    private static void end(StringBuilder word, List<String> words) {
      if (!word.isEmpty()) {
        words.add(word.toString());
        word.setLength(0);
      }
    }
  }
}
