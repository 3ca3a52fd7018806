package dev.assay.archive.record;

import java.io.IOException;

/**
 * Values of JSON between commas and spaces, by their brackets and quotes; what is wrong within one
 * is for who parses it. A bracket that nothing has opened ends them.
 */
final class ValueCutter implements RecordBuffer.Cutter {
  private int depth;
  private boolean inString;
  private boolean escaped;

  @Override
  public boolean cut(RecordBuffer buffer) throws IOException {
    depth = 0;
    inString = false;
    escaped = false;
    if (!toValue(buffer)) {
      return false;
    }
    while (!buffer.terminated() && buffer.fill()) {
      buffer.keep(endOfValue(buffer) - buffer.at);
    }
    return true;
  }

  /** Goes to the start of the next value; false when there is none. */
  private static boolean toValue(RecordBuffer buffer) throws IOException {
    while (buffer.fill()) {
      while (buffer.at < buffer.end) {
        byte b = buffer.chunk[buffer.at];
        if (b == ']' || b == '}') {
          drain(buffer);
          return false;
        }
        if (b != ',' && !isSpace(b)) {
          return true;
        }
        buffer.at++;
      }
    }
    return false;
  }

  /** What follows the last value may still tell that the file is damaged. */
  private static void drain(RecordBuffer buffer) throws IOException {
    do {
      buffer.at = buffer.end;
    } while (buffer.fill());
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** Where in the chunk the value ends, or the chunk's end. */
  private int endOfValue(RecordBuffer buffer) {
    for (int place = buffer.at; place < buffer.end; place++) {
      byte b = buffer.chunk[place];
      if (inString) {
        if (escaped) {
          escaped = false;
        } else if (b == '\\') {
          escaped = true;
        } else if (b == '"') {
          inString = false;
          if (depth == 0) {
            buffer.terminate();
            return place + 1;
          }
        }
      } else if (b == '"') {
        inString = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if (b == '}' || b == ']') {
        if (depth <= 1) {
          buffer.terminate();
          return depth == 0 ? place : place + 1;
        }
        depth--;
      } else if (depth == 0 && (b == ',' || isSpace(b))) {
        buffer.terminate();
        return place;
      }
    }
    return buffer.end;
  }
}
