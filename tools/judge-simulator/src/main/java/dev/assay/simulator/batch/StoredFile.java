package dev.assay.simulator.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.simulator.judge.Json;
import java.nio.ByteBuffer;

/**
 * A file that was sent in or made.
 *
 * @param id of the file
 * @param name that it was given
 * @param purpose that it serves
 * @param content read-only
 * @param createdSeconds since 1970
 */
public record StoredFile(
    String id, String name, String purpose, ByteBuffer content, long createdSeconds) {

  public StoredFile {
    content = content.asReadOnlyBuffer();
  }

  /** Another view of the content. */
  @Override
  public ByteBuffer content() {
    return content.duplicate();
  }

  /** As the interface describes it. */
  public ObjectNode describe() {
    ObjectNode file = Json.object();
    file.put("id", id);
    file.put("object", "file");
    file.put("bytes", content.remaining());
    file.put("created_at", createdSeconds);
    file.put("filename", name);
    file.put("purpose", purpose);
    file.put("status", "processed");
    return file;
  }
}
