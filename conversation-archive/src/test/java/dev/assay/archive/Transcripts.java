package dev.assay.archive;

import java.util.ArrayList;
import java.util.List;

/** Conversations as lines that a person can check. */
public final class Transcripts {

  private Transcripts() {}

  /**
   * A line for each message, {@code sender: text} or {@code thought: text}, and below it one for
   * each call, {@code > name(arguments) = result} or {@code ! error}.
   */
  public static List<String> lines(Conversation conversation) {
    List<String> lines = new ArrayList<>();
    for (Message message : conversation.messages()) {
      String speaker =
          message.type().label().endsWith("thought") ? "thought" : message.sender().label();
      lines.add((speaker + ": " + message.text()).strip());
      message.toolCalls().forEach(call -> lines.add(line(call)));
    }
    return lines;
  }

  private static String line(ToolCall call) {
    String line = "> " + call.name() + "(" + call.arguments() + ")";
    line = call.result() == null ? line : line + " = " + call.result();
    return call.error() == null ? line : line + " ! " + call.error();
  }
}
