package dev.assay.simulator.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.simulator.judge.ApiError;
import dev.assay.simulator.judge.Json;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Files that were sent in or made; in memory only. Not thread-safe. */
public final class StoredFiles {

  private final Map<String, StoredFile> files = new LinkedHashMap<>();
  private final long maxBytes;
  private long bytes;
  private int made;

  /** As long as all files together have no more bytes than this. */
  public StoredFiles(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Keeps a file.
   *
   * @throws ApiError when there is no room
   */
  public StoredFile add(String name, String purpose, byte[] content) {
    if (bytes + content.length > maxBytes) {
      throw new ApiError(
          507,
          "server_error",
          "file",
          "storage_full",
          "Cannot keep the file: the simulator holds %d MiB of files; delete some, or restart it with a larger heap"
              .formatted(bytes >> 20));
    }
    bytes += content.length;
    made++;
    String id = "file-%08x%016x".formatted(made, System.nanoTime());
    StoredFile file =
        new StoredFile(
            id, name, purpose, ByteBuffer.wrap(content), System.currentTimeMillis() / 1000);
    files.put(id, file);
    return file;
  }

  /** The file. */
  public StoredFile get(String id) {
    StoredFile file = files.get(id);
    if (file == null) {
      throw ApiError.notFound("id", "No such File object: " + id);
    }
    return file;
  }

  /** Forgets a file. */
  public ObjectNode delete(String id) {
    bytes -= get(id).content().remaining();
    files.remove(id);
    return Json.object().put("id", id).put("object", "file").put("deleted", true);
  }

  public Collection<StoredFile> all() {
    return files.values();
  }

  public void clear() {
    files.clear();
    bytes = 0;
  }
}
