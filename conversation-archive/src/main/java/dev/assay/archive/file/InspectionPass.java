package dev.assay.archive.file;

import dev.assay.archive.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.commons.io.input.CloseShieldInputStream;

/** One pass over a file of text: its hash, its size, and the parts that it may be read in. */
final class InspectionPass {
  private static final int CHUNK_BYTES = 1024 * 1024;

  /** Each of a compressed file is read from the file's beginning, so there are few. */
  private static final int PARTS_OF_COMPRESSED = 4;

  /** A part of a file and the number of its first record. */
  record Part(ArchiveSplit.Portion portion, long firstLine) {}

  private final long splitBytes;
  private final FileEncoding encoding;
  private final MessageDigest digest = Digests.sha256();
  private final List<Part> lineParts = new ArrayList<>();
  private final ValueScan scan;
  private boolean isLines;
  private boolean isDamaged;
  private long size;
  private long decoded;
  private long lines;
  private long partStart;
  private long partFirstLine = 1;

  /**
   * @param mayBeValues whether it is not known to be a file of lines
   * @param splitBytes a part ends at the first end of a record after this many bytes
   */
  InspectionPass(FileEncoding encoding, boolean mayBeValues, long splitBytes) {
    this.encoding = encoding;
    this.splitBytes = splitBytes;
    this.scan = new ValueScan(splitBytes);
    this.isLines = !mayBeValues;
  }

  /**
   * Reads the file. A file whose data is damaged has the parts that it has until then, and reading
   * them tells.
   */
  void read(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    BoundedInputStream raw =
        BoundedInputStream.builder().setInputStream(new DigestInputStream(in, digest)).get();
    try (InputStream text = encoding.decode(CloseShieldInputStream.wrap(raw))) {
      for (int count = text.read(chunk); count >= 0; count = text.read(chunk)) {
        take(chunk, count);
      }
    } catch (IOException e) {
      if (encoding.isPlain()) {
        throw e;
      }
      isDamaged = true;
    }
    // What a decoder leaves is part of the file, too.
    var unused = IOUtils.consume(raw);
    size = raw.getCount();
  }

  private void take(byte[] chunk, int count) {
    if (!isLines && !scan.feed(chunk, count)) {
      isLines = true;
    }
    for (int i = 0; i < count; i++) {
      if (chunk[i] == '\n') {
        lines++;
        long next = decoded + i + 1;
        if (next - partStart >= splitBytes) {
          lineParts.add(new Part(new ArchiveSplit.Lines(partStart, next), partFirstLine));
          partStart = next;
          partFirstLine = lines + 1;
        }
      }
    }
    decoded += count;
  }

  byte[] hash() {
    return digest.digest();
  }

  long size() {
    return size;
  }

  /** In order, at least one. */
  List<Part> parts() {
    return isLines ? ofLines() : ofValues();
  }

  private List<Part> ofLines() {
    List<Part> all = new ArrayList<>(lineParts);
    if (decoded > partStart || all.isEmpty()) {
      all.add(new Part(new ArchiveSplit.Lines(partStart, decoded), partFirstLine));
    }
    if (encoding.isPlain()) {
      return all;
    }
    // The last goes on to what ends the compressed data, and may tell that it is damaged.
    Part last = all.remove(all.size() - 1);
    all.add(
        new Part(
            last.portion().to(new ArchiveSplit.Lines(decoded, Long.MAX_VALUE)), last.firstLine()));
    return fewer(all);
  }

  private List<Part> ofValues() {
    List<ValueScan.Stretch> stretches = List.of(scan.values());
    if (scan.isList()) {
      stretches = scan.lists();
    } else if (scan.isObject() && !RecordLists.among(scan.lists()).isEmpty()) {
      stretches = RecordLists.among(scan.lists());
    } else if (scan.isOneLine()) {
      return ofLines();
    }
    List<Part> parts = new ArrayList<>();
    long before = 0;
    for (ValueScan.Stretch stretch : stretches) {
      parts.addAll(fewer(stretch.parts(isDamaged ? Long.MAX_VALUE : decoded, before)));
      before += stretch.most();
    }
    return parts;
  }

  /** Neighbours joined, where each is read from the file's beginning. */
  private List<Part> fewer(List<Part> parts) {
    if (encoding.isPlain() || parts.size() <= PARTS_OF_COMPRESSED) {
      return parts;
    }
    List<Part> fewer = new ArrayList<>();
    for (int i = 0; i < PARTS_OF_COMPRESSED; i++) {
      Part first = parts.get(parts.size() * i / PARTS_OF_COMPRESSED);
      Part last = parts.get(parts.size() * (i + 1) / PARTS_OF_COMPRESSED - 1);
      fewer.add(new Part(first.portion().to(last.portion()), first.firstLine()));
    }
    return fewer;
  }
}
