package dev.assay.archive.record;

import java.io.IOException;
import java.io.InputStream;

/**
 * Values of JSON between commas and spaces, by their brackets and quotes; what is wrong within one
 * is for who parses it. A bracket that nothing has opened ends them.
 */
final class ValueReader extends CutRecords {
  private int depth;
  private boolean inString;
  private boolean escaped;

  ValueReader(InputStream in, ReadLimits limits) {
    super(in, limits);
  }

  @Override
  public boolean advance() throws IOException {
    begin();
    depth = 0;
    inString = false;
    escaped = false;
    if (!toValue()) {
      return false;
    }
    while (!terminated() && fill()) {
      keep(endOfValue() - at);
    }
    return true;
  }

  /** Goes to the start of the next value; false when there is none. */
  private boolean toValue() throws IOException {
    while (fill()) {
      while (at < end) {
        byte b = chunk[at];
        if (b == ']' || b == '}') {
          drain();
          return false;
        }
        if (b != ',' && !isSpace(b)) {
          return true;
        }
        at++;
      }
    }
    return false;
  }

  /** What follows the last value may still tell that the file is damaged. */
  private void drain() throws IOException {
    do {
      at = end;
    } while (fill());
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** Where in the chunk the value ends, or the chunk's end. */
  private int endOfValue() {
    for (int place = at; place < end; place++) {
      byte b = chunk[place];
      if (inString) {
        if (escaped) {
          escaped = false;
        } else if (b == '\\') {
          escaped = true;
        } else if (b == '"') {
          inString = false;
          if (depth == 0) {
            terminate();
            return place + 1;
          }
        }
      } else if (b == '"') {
        inString = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if (b == '}' || b == ']') {
        if (depth <= 1) {
          terminate();
          return depth == 0 ? place : place + 1;
        }
        depth--;
      } else if (depth == 0 && (b == ',' || isSpace(b))) {
        terminate();
        return place;
      }
    }
    return end;
  }
}
