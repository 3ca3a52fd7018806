package dev.assay.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Delivers every hundredth native conversation of an archive once more, with a longer last word.
 */
final class EditedDelivery {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Which conversations are edited: those whose number, from 0, it divides. */
  static final int EACH = 100;

  private long conversations;
  private long edited;

  private EditedDelivery() {}

  /**
   * Writes one.
   *
   * @param archive a file, or a folder of which all are read
   * @param file to write
   * @return how many conversations are in it
   */
  static long write(Path archive, Path file) throws IOException {
    EditedDelivery delivery = new EditedDelivery();
    try (Stream<Path> found = Files.walk(archive);
        BufferedWriter out = Files.newBufferedWriter(file)) {
      List<Path> files =
          found.filter(path -> path.toString().matches(".*\\.jsonl(\\.gz)?")).sorted().toList();
      for (Path each : files) {
        delivery.edit(each, out);
      }
    }
    return delivery.edited;
  }

  private void edit(Path file, BufferedWriter out) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (parsed(line) instanceof ObjectNode record && isNative(record)) {
          if (conversations++ % EACH == 0) {
            ObjectNode last = last(record);
            last.put("message", last.get("message").asText() + " Thank you.");
            out.write(JSON.writeValueAsString(record));
            out.newLine();
            edited++;
          }
        }
      }
    }
  }

  /** Missing where the line is no JSON: an archive may have such lines. */
  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  private static boolean isNative(ObjectNode record) {
    JsonNode messages = record.path("messages");
    return record.path("id").isTextual()
        && record.path("is_finished").asBoolean(true)
        && !messages.isEmpty()
        && messages.get(messages.size() - 1).path("message").isTextual();
  }

  private static ObjectNode last(ObjectNode record) {
    JsonNode messages = record.get("messages");
    return (ObjectNode) messages.get(messages.size() - 1);
  }
}
