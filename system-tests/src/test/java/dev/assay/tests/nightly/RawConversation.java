package dev.assay.tests.nightly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A conversation read from its raw line by the simplest means, to count by hand what the product
 * counts: no Spark, none of the product's readers or records.
 *
 * @param key by which its results are found: its id, tau-bench's task and trial, or empty
 * @param messages in order; tools' replies are results of their calls
 */
record RawConversation(String key, List<Said> messages) {

  /** A message. */
  record Said(String sender, boolean thought, String text, List<Called> calls) {}

  /** A tool call. */
  static final class Called {
    private final String id;
    private final String name;
    private final String arguments;
    private @Nullable String result;
    private final @Nullable String error;

    Called(
        String id, String name, String arguments, @Nullable String result, @Nullable String error) {
      this.id = id;
      this.name = name;
      this.arguments = arguments;
      this.result = result;
      this.error = error;
    }

    String name() {
      return name;
    }

    String arguments() {
      return arguments;
    }

    @Nullable String result() {
      return result;
    }

    @Nullable String error() {
      return error;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Every conversation of the archives below a folder. */
  static List<RawConversation> allIn(Path folder) throws IOException {
    List<RawConversation> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().contains(".jsonl")).sorted().toList()) {
        try (InputStream bytes = Files.newInputStream(file);
            InputStream plain =
                file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
            BufferedReader lines =
                new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            all.add(of(JSON.readTree(line)));
          }
        }
      }
    }
    return all;
  }

  private static RawConversation of(JsonNode line) {
    if (line.has("created_at") || line.toString().contains("\"created_at\":\"")) {
      throw new IllegalStateException("The archives have times now: count what needs them");
    }
    if (line.has("traj")) {
      String key = line.get("task_id").asText() + "/" + line.get("trial").asText();
      return new RawConversation(key, chat(line.get("traj")));
    }
    return line.has("id")
        ? new RawConversation(line.get("id").asText(), plain(line.get("messages")))
        : new RawConversation("", chat(line.get("messages")));
  }

  private static List<Said> plain(JsonNode messages) {
    List<Said> said = new ArrayList<>();
    for (JsonNode message : messages) {
      List<Called> calls = new ArrayList<>();
      for (JsonNode call : message.path("tool_calls")) {
        calls.add(
            new Called(
                "",
                call.path("name").asText(),
                text(call.path("arguments"), ""),
                textOrNull(call.path("result")),
                textOrNull(call.path("error"))));
      }
      said.add(
          new Said(
              message.get("sender").asText(),
              message.get("message_type").asText().equals("agent-inner-thought"),
              message.path("message").asText(),
              calls));
    }
    return said;
  }

  private static List<Said> chat(JsonNode messages) {
    List<Said> said = new ArrayList<>();
    for (JsonNode message : messages) {
      String role = message.get("role").asText();
      String text = text(message.path("content"), "");
      if (role.equals("tool") && answer(said, message.path("tool_call_id").asText(), text)) {
        continue;
      }
      List<Called> calls = new ArrayList<>();
      for (JsonNode call : message.path("tool_calls")) {
        JsonNode function = call.get("function");
        calls.add(
            new Called(
                call.path("id").asText(),
                function.path("name").asText(),
                text(function.path("arguments"), ""),
                null,
                null));
      }
      said.add(new Said(role.equals("assistant") ? "agent" : role, false, text, calls));
    }
    return said;
  }

  /** Gives a reply to the latest call of its id; false when there is none. */
  private static boolean answer(List<Said> said, String id, String text) {
    for (int i = said.size() - 1; i >= 0; i--) {
      List<Called> calls = said.get(i).calls();
      if (calls.stream().anyMatch(c -> c.id.equals(id))) {
        for (Called call : calls) {
          if (call.id.equals(id) && call.result == null) {
            call.result = text;
            return true;
          }
        }
        return false;
      }
    }
    return false;
  }

  private static String text(JsonNode node, String absent) {
    String text = textOrNull(node);
    return text == null ? absent : text;
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isMissingNode() || node.isNull()
        ? null
        : node.isTextual() ? node.asText() : node.toString();
  }
}
