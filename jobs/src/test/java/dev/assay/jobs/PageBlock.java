package dev.assay.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a page.
 *
 * @param kind what follows its opening, such as {@code sql duckdb}
 */
public record PageBlock(String kind, String text) {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```([^\\n]*)\\n(.*?)^```$");

  /** All blocks of a page, in order. */
  public static List<PageBlock> of(Path page) {
    try {
      List<PageBlock> blocks = new ArrayList<>();
      Matcher block = BLOCK.matcher(Files.readString(page));
      while (block.find()) {
        blocks.add(new PageBlock(block.group(1), block.group(2)));
      }
      return blocks;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
