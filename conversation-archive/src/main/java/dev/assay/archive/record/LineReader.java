package dev.assay.archive.record;

import java.io.IOException;
import java.io.InputStream;

/** Lines of bytes, without their newlines, ended by a newline or the end of the stream. */
final class LineReader extends CutRecords {

  LineReader(InputStream in, ReadLimits limits) {
    super(in, limits);
  }

  @Override
  public boolean advance() throws IOException {
    begin();
    boolean any = false;
    while (!terminated() && fill()) {
      any = true;
      int newline = newline();
      keep(newline - at);
      if (newline < end) {
        terminate();
        at = newline + 1;
      }
    }
    return any;
  }

  private int newline() {
    int place = at;
    while (place < end && chunk[place] != '\n') {
      place++;
    }
    return place;
  }
}
