package dev.assay.archive.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.input.BoundedInputStream;

/** The bytes of a split, decoded to UTF-8. */
public final class DecodedFile {

  private DecodedFile() {}

  /**
   * Opens the part of a split's file from one byte to another, both of the decoded file. A file
   * that is shorter is truncated: {@link EOFException}.
   */
  public static InputStream open(ArchiveSplit split, long start, long end) throws IOException {
    FileEncoding encoding = split.encoding();
    if (encoding.isPlain()) {
      return new FilePortion(split.path(), start, end);
    }
    InputStream decoded = encoding.decode(new FilePortion(split.path(), 0, split.size()));
    try {
      IOUtils.skipFully(decoded, start);
      return end == Long.MAX_VALUE
          ? decoded
          : BoundedInputStream.builder()
              .setInputStream(decoded)
              .setMaxCount(end - start)
              .setPropagateClose(true)
              .get();
    } catch (IOException e) {
      decoded.close();
      throw e;
    }
  }
}
