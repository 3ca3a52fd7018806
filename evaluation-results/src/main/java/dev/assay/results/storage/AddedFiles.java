package dev.assay.results.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The data files that a commit adds to a table, found in its actions; whoever wrote them. */
final class AddedFiles {

  private static final String ADD = "{\"add\":";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path table;
  private final List<Path> files = new ArrayList<>();

  /**
   * @param table its folder
   */
  AddedFiles(Path table) {
    this.table = table;
  }

  /** Notes the file that an action adds, if it adds one. */
  void note(String action) throws JsonProcessingException {
    if (action.startsWith(ADD)) {
      URI path = URI.create(JSON.readTree(action).path("add").path("path").asText());
      files.add(path.isAbsolute() ? Path.of(path) : table.resolve(path.getPath()));
    }
  }

  /** Brings them onto the disk, and their names up to the table's folder. */
  void force() throws IOException {
    Set<Path> folders = new HashSet<>();
    for (Path file : files) {
      DurableFiles.force(file);
      for (@Nullable Path folder = file.getParent();
          folder != null && folder.startsWith(table) && folders.add(folder);
          folder = folder.getParent()) {}
    }
    for (Path folder : folders) {
      DurableFiles.forceNames(folder);
    }
  }
}
