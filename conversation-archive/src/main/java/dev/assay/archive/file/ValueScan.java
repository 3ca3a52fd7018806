package dev.assay.archive.file;

import dev.assay.archive.file.InspectionPass.Part;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds, in bytes that come piece by piece, where values of JSON stand that is not written in
 * lines: those of one list, of the lists of one object, or values one behind the other. Only
 * brackets, commas and quotes are looked at; what stands between them is the reader's affair.
 */
final class ValueScan {

  /** Of a list's beginning so much is kept, to tell what it is a list of. */
  private static final int HEAD_BYTES = 16 * 1024;

  private static final int LONGEST_KEY = 128;

  /** Of an object that goes on in the next line. */
  private static final int LONGEST_FIRST_LINE = 64;

  private final long splitBytes;
  private final Stretch values;
  private final List<Stretch> lists = new ArrayList<>();
  private final ByteArrayOutputStream key = new ByteArrayOutputStream();
  private @Nullable Stretch list;

  private long at;
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean inKey;
  private boolean keyExpected;
  private boolean listExpected;

  /** The byte that opens the first value; 0 before it. */
  private byte root;

  private long rootAt;

  private boolean rootEnded;
  private boolean firstLineEnded;
  private boolean endedOnFirstLine;
  private boolean more;
  private byte last;

  ValueScan(long splitBytes) {
    this.splitBytes = splitBytes;
    this.values = new Stretch("", true, 0, splitBytes);
  }

  /** A stretch of a file with values, cut into parts. */
  static final class Stretch {
    private final String key;
    private final boolean isWholeFile;
    private final long splitBytes;
    private final List<Part> parts = new ArrayList<>();
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private int headLeft = HEAD_BYTES;
    private long start;
    private long ended;
    private long firstOfPart = 1;
    private long end = -1;

    Stretch(String key, boolean isWholeFile, long start, long splitBytes) {
      this.key = key;
      this.isWholeFile = isWholeFile;
      this.start = start;
      this.splitBytes = splitBytes;
    }

    /** The name of the list in its object, or empty. */
    String key() {
      return key;
    }

    /** The first bytes of it. */
    byte[] head() {
      return head.toByteArray();
    }

    /** How many values may stand in it, one more than are separated. */
    long most() {
      return ended + 1;
    }

    private void ended(long offset) {
      ended++;
      if (offset - start >= splitBytes) {
        parts.add(new Part(new ArchiveSplit.Values(start, offset, true), firstOfPart));
        start = offset;
        firstOfPart = ended + 1;
      }
    }

    /**
     * The parts, at least one.
     *
     * @param fileEnd where it ends if nothing has ended it
     * @param before how many values stand before it
     */
    List<Part> parts(long fileEnd, long before) {
      List<Part> all = new ArrayList<>(parts);
      long to = Math.max(start, end < 0 ? fileEnd : end);
      if (to > start || all.isEmpty()) {
        all.add(new Part(new ArchiveSplit.Values(start, to, end >= 0 || isWholeFile), firstOfPart));
      }
      return all.stream().map(part -> new Part(part.portion(), part.firstLine() + before)).toList();
    }
  }

  /** Looks at further bytes; false once it is known that the file is one of lines. */
  boolean feed(byte[] chunk, int count) {
    int i = 0;
    while (i < count) {
      int plain = plainEnd(chunk, i, count);
      keepHead(chunk, i, Math.min(count, plain + 1) - i);
      at += plain - i;
      if (plain < count) {
        if (!feed(chunk[plain])) {
          return false;
        }
        at++;
      }
      i = plain + 1;
    }
    return true;
  }

  /** Where text that tells nothing ends: most bytes of a file stand in strings. */
  private int plainEnd(byte[] chunk, int from, int count) {
    int place = from;
    if (inString && !escaped && !inKey) {
      while (place < count && chunk[place] != '"' && chunk[place] != '\\' && chunk[place] != '\n') {
        place++;
      }
    }
    return place;
  }

  private void keepHead(byte[] chunk, int from, int length) {
    Stretch of = list;
    if (of != null && of.headLeft > 0) {
      int kept = Math.min(length, of.headLeft);
      of.head.write(chunk, from, kept);
      of.headLeft -= kept;
    }
  }

  private boolean feed(byte b) {
    if (inString) {
      string(b);
      // JSON has no newline in a string: the first line is broken, and only that one.
      return b != '\n' || firstLineEnded;
    }
    return switch (b) {
      case '\n' -> endOfLine();
      case ' ', '\t', '\r' -> true;
      default -> (root == 0 && at < 3 && b < 0) || structure(b);
    };
  }

  private void string(byte b) {
    if (escaped) {
      escaped = false;
    } else if (b == '\\') {
      escaped = true;
    } else if (b == '"') {
      inString = false;
      inKey = false;
      last = b;
    }
    if (inKey && key.size() < LONGEST_KEY) {
      key.write(b);
    }
  }

  /**
   * Whoever writes a value over several lines breaks them behind a bracket or a comma, and an
   * object soon: a line that is longer was broken.
   */
  private boolean endOfLine() {
    if (root == 0 || firstLineEnded) {
      return true;
    }
    firstLineEnded = true;
    endedOnFirstLine = rootEnded;
    boolean isOpen = last == '[' || last == '{' || last == ',' || last == ':';
    return rootEnded
        || (isOpen && (root == '[' || at - rootAt <= LONGEST_FIRST_LINE || isAfterRecord()));
  }

  private boolean isAfterRecord() {
    Stretch of = list;
    return of != null
        && last == ','
        && depth == listDepth()
        && !RecordLists.among(List.of(of)).isEmpty();
  }

  private boolean structure(byte b) {
    if (rootEnded && depth == 0 && b != ',') {
      more = true;
      if (endedOnFirstLine || !firstLineEnded) {
        return false;
      }
    }
    if (root == 0) {
      root = b;
      rootAt = at;
    }
    last = b;
    switch (b) {
      case '"' -> quote();
      case '[', '{' -> begin(b);
      case ']', '}' -> end();
      case ',' -> comma();
      case ':' -> listExpected = depth == 1 && root == '{' && !rootEnded;
      default -> listExpected = false;
    }
    return root == '[' || root == '{';
  }

  private void quote() {
    inString = true;
    inKey = keyExpected;
    if (inKey) {
      key.reset();
    }
    keyExpected = false;
    listExpected = false;
  }

  private void begin(byte b) {
    boolean isList = b == '[' && (listExpected || (depth == 0 && !rootEnded));
    if (isList) {
      String name = depth == 0 ? "" : key.toString(StandardCharsets.UTF_8);
      list = new Stretch(name, false, at + 1, splitBytes);
      lists.add(list);
    }
    listExpected = false;
    keyExpected = b == '{' && depth == 0 && !rootEnded;
    depth++;
  }

  /** How deep the values of lists are. */
  private int listDepth() {
    return root == '[' ? 1 : 2;
  }

  private void end() {
    Stretch of = list;
    if (of != null && depth == listDepth()) {
      of.end = at;
      list = null;
    }
    keyExpected = false;
    depth = Math.max(0, depth - 1);
    if (depth == 0) {
      rootEnded = true;
      values.ended(at + 1);
    }
  }

  private void comma() {
    Stretch of = list;
    if (of != null && depth == listDepth()) {
      of.ended(at + 1);
    }
    keyExpected = depth == 1 && root == '{' && !rootEnded;
  }

  /** Whether the file is one list. */
  boolean isList() {
    return root == '[' && !more;
  }

  /** Whether the file is one object. */
  boolean isObject() {
    return root == '{' && !more;
  }

  /** Whether there is nothing but what stands in the first line. */
  boolean isOneLine() {
    return root == 0 || (!more && rootEnded && (endedOnFirstLine || !firstLineEnded));
  }

  /** The one list, or those of the one object. */
  List<Stretch> lists() {
    return List.copyOf(lists);
  }

  /** All values of the file, one behind the other. */
  Stretch values() {
    return values;
  }
}
