package dev.assay.archive.record;

import java.io.IOException;

/** Lines, without their newlines, ended by a newline or the end of the stream. */
final class LineCutter implements RecordBuffer.Cutter {

  @Override
  public boolean cut(RecordBuffer buffer) throws IOException {
    boolean any = false;
    while (!buffer.terminated() && buffer.fill()) {
      any = true;
      int newline = newline(buffer);
      buffer.keep(newline - buffer.at);
      if (newline < buffer.end) {
        buffer.terminate();
        buffer.at = newline + 1;
      }
    }
    return any;
  }

  private static int newline(RecordBuffer buffer) {
    int place = buffer.at;
    while (place < buffer.end && buffer.chunk[place] != '\n') {
      place++;
    }
    return place;
  }
}
