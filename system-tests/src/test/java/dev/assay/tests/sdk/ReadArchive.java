package dev.assay.tests.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.RecordReading;
import dev.assay.archive.ToolCall;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.file.ArchiveFile;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.fragment.Assembly;
import dev.assay.archive.fragment.Assembly.Assembled;
import dev.assay.archive.fragment.Fragment;
import dev.assay.archive.fragment.FragmentFormat;
import dev.assay.archive.fragment.FragmentJson;
import dev.assay.archive.record.ArchiveReader;
import dev.assay.archive.record.ArchiveRecord;
import dev.assay.archive.record.ArchiveRecords;
import dev.assay.archive.record.ReadLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** A file's conversations, of which all must be understood. */
final class ReadArchive {
  private static final String ORG = "acme";

  private static final List<FragmentFormat> FORMATS =
      ServiceLoader.load(FragmentFormat.class).stream().map(ServiceLoader.Provider::get).toList();

  private ReadArchive() {}

  static List<Conversation> conversations(Path file) throws IOException, UnreadableRecord {
    List<Fragment> fragments = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode record = new ObjectMapper().readTree(line);
      Optional<FragmentFormat> format =
          FORMATS.stream().filter(each -> each.recognises(record)).findFirst();
      if (format.isEmpty()) {
        return whole(file);
      }
      fragments.addAll(format.get().read(record, RecordReading.of(ORG)));
    }
    return together(fragments);
  }

  private static List<Conversation> whole(Path file) throws IOException {
    List<Conversation> conversations = new ArrayList<>();
    for (ArchiveSplit split : ArchiveFile.inspect(file, ArchiveFile.SPLIT_BYTES).splits()) {
      try (ArchiveRecords records = ArchiveReader.read(split, ORG, ReadLimits.STANDARD)) {
        records.forEachRemaining(
            record -> {
              assertThat(record).isInstanceOf(ArchiveRecord.Accepted.class);
              conversations.add(((ArchiveRecord.Accepted) record).conversation());
            });
      }
    }
    return conversations;
  }

  private static List<Conversation> together(List<Fragment> fragments) {
    Map<String, String> sessions = new HashMap<>();
    for (Fragment fragment : fragments) {
      assertThat(fragment.unread()).as(fragment.id()).isNull();
      assertThat(FragmentJson.read(FragmentJson.write(fragment))).isEqualTo(fragment);
      if (fragment.session() != null) {
        sessions.put(fragment.trace(), fragment.session());
      }
    }
    Map<String, List<Fragment>> named = new TreeMap<>();
    for (Fragment fragment : fragments) {
      String name = sessions.getOrDefault(fragment.trace(), fragment.trace());
      named.computeIfAbsent(name, of -> new ArrayList<>()).add(fragment);
    }
    List<Conversation> conversations = new ArrayList<>();
    named.forEach(
        (name, all) -> {
          Assembled assembled = Assembly.of(ORG, name, all);
          assertThat(assembled.unread()).isNull();
          Collections.shuffle(all, new Random(all.size()));
          assertThat(Assembly.of(ORG, name, all)).isEqualTo(assembled);
          if (assembled.conversation() != null) {
            conversations.add(assembled.conversation());
          }
        });
    return conversations;
  }

  /** A line for each message, and below it one for each of its calls. */
  static List<String> lines(Conversation conversation) {
    List<String> lines = new ArrayList<>();
    for (Message message : conversation.messages()) {
      boolean isThought = message.type() == MessageType.AGENT_INNER_THOUGHT;
      lines.add(
          ((isThought ? "thought" : message.sender().label()) + ": " + message.text()).strip());
      message.toolCalls().forEach(call -> lines.add(line(call)));
    }
    return lines;
  }

  private static String line(ToolCall call) {
    String line = "> " + call.name() + call.arguments();
    line = call.result() == null ? line : line + " = " + call.result();
    return call.error() == null ? line : line + " ! " + call.error();
  }
}
