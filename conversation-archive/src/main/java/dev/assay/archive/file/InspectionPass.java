package dev.assay.archive.file;

import dev.assay.archive.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** One pass over a file: its hash, its size, and its parts, each ending with a newline. */
final class InspectionPass {

  private static final int CHUNK_BYTES = 1024 * 1024;

  /** A part of a file and the number of its first line. */
  record Part(ArchiveSplit.Portion portion, long firstLine) {}

  private final long splitBytes;
  private final MessageDigest digest = Digests.sha256();
  private final List<Part> parts = new ArrayList<>();
  private long size;
  private long lines;
  private long partStart;
  private long partFirstLine = 1;

  /**
   * @param splitBytes a part ends at the first newline after this many bytes
   */
  InspectionPass(long splitBytes) {
    this.splitBytes = splitBytes;
  }

  void read(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      digest.update(chunk, 0, count);
      if (splitBytes < Long.MAX_VALUE) {
        split(chunk, count);
      }
      size += count;
    }
    if (size > partStart || parts.isEmpty()) {
      parts.add(new Part(new ArchiveSplit.Bytes(partStart, size), partFirstLine));
    }
  }

  private void split(byte[] chunk, int count) {
    for (int i = 0; i < count; i++) {
      if (chunk[i] == '\n') {
        lines++;
        long next = size + i + 1;
        if (next - partStart >= splitBytes) {
          parts.add(new Part(new ArchiveSplit.Bytes(partStart, next), partFirstLine));
          partStart = next;
          partFirstLine = lines + 1;
        }
      }
    }
  }

  byte[] hash() {
    return digest.digest();
  }

  long size() {
    return size;
  }

  List<Part> parts() {
    return List.copyOf(parts);
  }
}
