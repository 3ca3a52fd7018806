package dev.assay.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Keeps what was measured for programs. */
final class JsonLines {

  private JsonLines() {}

  /** Appends a line to a file, which is made when it is missing. */
  static void append(Path file, JsonNode line) throws IOException {
    Files.write(
        file, List.of(line.toString()), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
