package dev.assay.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.archive.file.Archives;
import dev.assay.archive.record.ArchiveRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Conversations that nobody here wrote; skipped where they do not lie beside the repository. */
class RealArchivesTest {

  private static final Path DATA =
      Path.of(System.getProperty("assay.shared.data", "../../shared/data"));

  private static final Map<String, Long> CONVERSATIONS =
      Map.of(
          "services.jsonl.gz", 2_921L,
          "coffee-steps.jsonl.gz", 3_228L,
          "coffee.jsonl.gz", 1_710L,
          "redial.jsonl.gz", 200L,
          "abcd.jsonl.gz", 3L,
          "airline.jsonl.gz", 140L,
          "airline-chat.jsonl", 12L);

  private record Counts(long records, long messages, long calls, long answers) {

    Counts plus(Counts other) {
      return new Counts(
          records + other.records,
          messages + other.messages,
          calls + other.calls,
          answers + other.answers);
    }
  }

  private static final Map<Path, List<ArchiveRecord>> READ = new TreeMap<>();

  @BeforeAll
  static void readTheArchives() {
    assumeTrue(
        Files.isDirectory(DATA),
        () -> "no real archives at " + DATA.toAbsolutePath() + " (set -Dassay.shared.data)");
    for (Path file : Archives.find(List.of(DATA.toString()), folder -> new TreeMap<>()).files()) {
      // Beside them stand the labels that people gave.
      if (!file.endsWith("labels.csv")) {
        READ.put(file, Reading.all(file));
      }
    }
  }

  @Test
  void allOfThemAreTakenInWithTheCountsOfTheirReadme() {
    Map<String, Long> accepted = new TreeMap<>();
    READ.forEach(
        (file, records) -> {
          records.forEach(Reading::conversation);
          accepted.put(String.valueOf(file.getFileName()), (long) records.size());
        });

    assertThat(accepted).containsExactlyInAnyOrderEntriesOf(CONVERSATIONS);
    assertThat(accepted.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(8_214);
  }

  @Test
  void everyMessageAndToolCallIsThereByASecondCount() throws IOException {
    for (Path file : READ.keySet()) {
      Counts read = new Counts(0, 0, 0, 0);
      for (ArchiveRecord record : READ.getOrDefault(file, List.of())) {
        read = read.plus(counts(Reading.conversation(record)));
      }

      assertThat(read).as("%s", file.getFileName()).isEqualTo(secondCount(file));
    }
  }

  @Test
  void noTwoConversationsHaveOneIdAndNoTwoMessagesOfOneConversation() {
    Set<String> ids = new HashSet<>();
    for (List<ArchiveRecord> records : READ.values()) {
      for (ArchiveRecord record : records) {
        Conversation conversation = Reading.conversation(record);
        assertThat(ids.add(conversation.id())).isTrue();
        assertThat(conversation.id()).matches("[0-9a-f]{24}");
        assertThat(conversation.messages()).extracting(Message::id).doesNotHaveDuplicates();
      }
    }
    assertThat(ids).hasSize(8_214);
  }

  private static Counts counts(Conversation conversation) {
    List<ToolCall> calls =
        conversation.messages().stream().flatMap(m -> m.toolCalls().stream()).toList();
    long answers = calls.stream().filter(call -> call.result() != null).count();
    return new Counts(1, conversation.messages().size(), calls.size(), answers);
  }

  private static Counts secondCount(Path file) throws IOException {
    JsonMapper json = new JsonMapper();
    Counts counts = new Counts(0, 0, 0, 0);
    try (InputStream in = Files.newInputStream(file);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in,
                    StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        counts = counts.plus(secondCount(json.readTree(line)));
      }
    }
    return counts;
  }

  private static Counts secondCount(JsonNode record) {
    long messages = 0;
    long calls = 0;
    long answers = 0;
    for (JsonNode message : record.has("traj") ? record.get("traj") : record.get("messages")) {
      boolean reply = message.path("role").asText().equals("tool");
      messages += reply ? 0 : 1;
      answers += reply ? 1 : 0;
      calls += message.path("tool_calls").size();
      answers += message.path("tool_calls").findValues("result").size();
    }
    return new Counts(1, messages, calls, answers);
  }
}
