package dev.assay.cli.archive;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.RecordReading.Detail;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.ToolCall;
import dev.assay.archive.record.ArchiveInspection;
import dev.assay.archive.record.ArchiveInspection.Example;
import dev.assay.archive.record.ArchiveInspection.FileCounts;
import dev.assay.archive.record.ArchiveInspection.Place;
import dev.assay.archive.record.ArchiveInspection.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What was found in archives, for a person. */
final class InspectionText {
  /** Why records are rejected whose shape nobody knows. */
  private static final Set<String> UNKNOWN_SHAPES =
      Set.of(RejectionReason.NO_MESSAGES_LIST.label(), RejectionReason.UNKNOWN_FORMAT.label());

  private static final int MOST_FILES = 40;
  private static final int MOST_FIELDS = 12;

  /** Of the conversation that is shown, wherever it is shown: it is an example. */
  private static final int MOST_MESSAGES = 20;

  private static final int MOST_CHARS = 400;

  private final ArchiveInspection inspection;
  private final int mostFiles;
  private final int mostFields;
  private final List<String> lines = new ArrayList<>();

  private InspectionText(ArchiveInspection inspection, boolean isTerminal) {
    this.inspection = inspection;
    this.mostFiles = isTerminal ? MOST_FILES : Integer.MAX_VALUE;
    this.mostFields = isTerminal ? MOST_FIELDS : Integer.MAX_VALUE;
  }

  /**
   * The lines.
   *
   * @param patterns that the archives were named by
   * @param isTerminal whether a person looks at them at once: then long lists are cut
   */
  static List<String> of(ArchiveInspection inspection, List<String> patterns, boolean isTerminal) {
    InspectionText text = new InspectionText(inspection, isTerminal);
    text.files();
    text.counts();
    text.warnings();
    text.reasons();
    text.example();
    text.next(patterns);
    return text.lines;
  }

  private void add(String line) {
    lines.add(line.stripTrailing());
  }

  private void files() {
    add("%10s %10s  %s".formatted("read", "rejected", "file"));
    List<FileCounts> files = inspection.files();
    for (FileCounts file : files.subList(0, Math.min(files.size(), mostFiles))) {
      String reason = file.firstReason();
      add(
          "%,10d %,10d  %s%s"
              .formatted(
                  file.read(),
                  file.rejected(),
                  file.file(),
                  reason == null ? "" : "  (" + reason + ")"));
    }
    if (files.size() > mostFiles) {
      add("%10s %10s  and %,d files more".formatted("", "", files.size() - mostFiles));
    }
    inspection
        .passedOver()
        .forEach(
            over ->
                add("%10s %10s  %s  (%s)".formatted("-", "-", over.path(), over.reason().label())));
    inspection.problems().forEach(this::add);
    add("");
  }

  private void counts() {
    long read = inspection.files().stream().mapToLong(FileCounts::read).sum();
    if (read == 0) {
      return;
    }
    add("Formats:   %s".formatted(counted(inspection.formats(), "")));
    spans();
    if (inspection.fields(Detail.ID).isEmpty()) {
      add("");
      return;
    }
    add("Ids:       %s".formatted(counted(inspection.fields(Detail.ID), "derived of the content")));
    add("Times:     %s".formatted(counted(inspection.fields(Detail.TIME), "none")));
    add(
        "           %,d of %,d messages have none of their own"
            .formatted(inspection.messagesWithoutTime(), inspection.messages()));
    if (inspection.unreadableTimes() > 0) {
      add(
          "           %,d values that stand where times stand are none"
              .formatted(inspection.unreadableTimes()));
    }
    add("Users:     %s".formatted(counted(inspection.fields(Detail.USER), "none")));
    add("Services:  %s".formatted(counted(inspection.fields(Detail.SERVICE), "none")));
    if (!inspection.ignored().isEmpty()) {
      add("Ignored:   %s".formatted(counted(inspection.ignored(), "")));
    }
    add("");
  }

  private void spans() {
    if (inspection.spans() == 0) {
      return;
    }
    long looked = Math.min(inspection.spans(), ArchiveInspection.MOST_FRAGMENTS);
    String of = looked < inspection.spans() ? "of the first %,d ".formatted(looked) : "";
    add(
        "Spans:     %,d; %s%,d are used, in %,d %s; the others say what these say, or nothing"
            .formatted(
                inspection.spans(),
                of,
                inspection.usedSpans(),
                inspection.assembledConversations(),
                inspection.assembledConversations() == 1 ? "conversation" : "conversations"));
  }

  /** The most frequent first. */
  private String counted(Map<String, Long> counts, String absent) {
    List<Map.Entry<String, Long>> sorted =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    String some =
        sorted.stream()
            .limit(mostFields)
            .map(
                count ->
                    "%s %,d"
                        .formatted(
                            count.getKey().equals(ArchiveInspection.NONE) ? absent : count.getKey(),
                            count.getValue()))
            .collect(Collectors.joining(", "));
    return sorted.size() > mostFields
        ? "%s, and %,d more".formatted(some, sorted.size() - mostFields)
        : some;
  }

  private void warnings() {
    inspection.warnings().forEach(this::add);
    if (!inspection.warnings().isEmpty()) {
      add("");
    }
  }

  private void reasons() {
    for (Map.Entry<String, Reason> reason : inspection.reasons().entrySet()) {
      add("Rejected:  %s %,d".formatted(reason.getKey(), reason.getValue().count()));
      for (Place place : reason.getValue().first()) {
        add("  %s:%,d: %s".formatted(place.file().getFileName(), place.line(), place.message()));
      }
    }
    if (inspection.reasons().keySet().stream().anyMatch(UNKNOWN_SHAPES::contains)) {
      add(
          "A mapping in the settings can say where such records have what makes a conversation;"
              + " docs/archives.md shows one.");
    }
    if (!inspection.reasons().isEmpty()) {
      add("");
    }
  }

  private void example() {
    Example example = inspection.example();
    if (example == null) {
      return;
    }
    Conversation conversation = example.conversation();
    Path file = example.file();
    add(
        file == null
            ? "The first conversation, put together from spans:"
            : "The first conversation, of %s:%,d:".formatted(file.getFileName(), example.line()));
    List<Message> messages = conversation.messages();
    for (Message message : messages.subList(0, Math.min(messages.size(), MOST_MESSAGES))) {
      boolean isThought = message.type() == MessageType.AGENT_INNER_THOUGHT;
      add(
          "  %s: %s"
              .formatted(isThought ? "(thinks)" : message.sender().label(), cut(message.text())));
      for (ToolCall call : message.toolCalls()) {
        add("    calls %s(%s)".formatted(call.name(), cut(call.arguments())));
        String result = call.result();
        String error = call.error();
        if (result != null) {
          add("    gets %s".formatted(cut(result)));
        }
        if (error != null) {
          add("    fails: %s".formatted(cut(error)));
        }
      }
    }
    if (messages.size() > MOST_MESSAGES) {
      add("  and %,d messages more".formatted(messages.size() - MOST_MESSAGES));
    }
    add("");
  }

  private static String cut(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= MOST_CHARS ? line : line.substring(0, MOST_CHARS) + "…";
  }

  private void next(List<String> patterns) {
    String archives =
        patterns.stream().map(pattern -> " --archive " + pattern).collect(Collectors.joining());
    if (inspection.example() != null) {
      add("Evaluate them:  ./assay nightly --home my-home%s".formatted(archives));
    } else {
      add(
          "Nothing of this can be read as conversations. docs/archives.md has the shapes that can be, and how a mapping in the settings says where others have their messages.");
    }
  }
}
