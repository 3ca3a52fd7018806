package dev.assay.evaluators.judge.prompt;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.archive.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as the judge reads it: a line of JSON for each message. Messages are called m1,
 * m2, … by their place, because archives' own ids are long and mean nothing to a model. Neither
 * times nor ids nor anything that the conversation's content hash leaves out is shown.
 *
 * @param text the lines, joined by line ends
 * @param ids ids of all messages of the conversation, in order; the first is m1
 * @param leftOut the messages that are not shown, or null when all are
 */
public record Transcript(String text, List<String> ids, @Nullable LeftOut leftOut) {

  private static final String NAME = "m";
  private static final int LONGEST_NUMBER = 9;

  /** The beginning gets one part of these of the room, the end all the others. */
  private static final int PARTS = 3;

  public Transcript {
    ids = List.copyOf(ids);
  }

  /**
   * Messages that are not shown, counted from 1, both included.
   *
   * @param first the first of them
   * @param last the last of them
   * @param of how many messages the conversation has
   */
  public record LeftOut(int first, int last, int of) {
    /** How many they are. */
    public int count() {
      return last - first + 1;
    }
  }

  /** All messages. */
  public static Transcript of(Conversation conversation) {
    return new Transcript(String.join("\n", lines(conversation)), ids(conversation), null);
  }

  /**
   * The beginning and the end of the conversation: whole messages from the first on while they fill
   * at most a third of the room, and whole messages up to the last in what remains. Empty when not
   * even one message fits.
   *
   * @param room how much the lines together may weigh
   * @param weight of a line; at least 1
   */
  public static Optional<Transcript> window(
      Conversation conversation, long room, ToLongFunction<String> weight) {
    List<String> lines = lines(conversation);
    int shown = 0;
    long used = 0;
    while (shown < lines.size()) {
      long next = used + weight.applyAsLong(lines.get(shown));
      if (next > room / PARTS) {
        break;
      }
      used = next;
      shown++;
    }
    int end = lines.size();
    while (end > shown) {
      long next = used + weight.applyAsLong(lines.get(end - 1));
      if (next > room) {
        break;
      }
      used = next;
      end--;
    }
    if (shown == end) {
      return Optional.of(of(conversation));
    }
    if (shown == 0 && end == lines.size()) {
      return Optional.empty();
    }
    LeftOut leftOut = new LeftOut(shown + 1, end, lines.size());
    List<String> window = new ArrayList<>(lines.subList(0, shown));
    window.add(
        "{\"left_out\":"
            + leftOut.count()
            + ",\"first\":\"m"
            + leftOut.first()
            + "\",\"last\":\"m"
            + leftOut.last()
            + "\"}");
    window.addAll(lines.subList(end, lines.size()));
    return Optional.of(new Transcript(String.join("\n", window), ids(conversation), leftOut));
  }

  /** The place, from 0, of the shown message with this name; empty when there is none. */
  public Optional<Integer> place(String name) {
    if (!name.startsWith(NAME) || name.length() > LONGEST_NUMBER) {
      return Optional.empty();
    }
    int number = 0;
    for (int i = 1; i < name.length(); i++) {
      char digit = name.charAt(i);
      if (digit < '0' || digit > '9' || (number == 0 && digit == '0')) {
        return Optional.empty();
      }
      number = number * 10 + digit - '0';
    }
    boolean hidden = leftOut != null && number >= leftOut.first() && number <= leftOut.last();
    return number < 1 || number > ids.size() || hidden ? Optional.empty() : Optional.of(number - 1);
  }

  private static List<String> ids(Conversation conversation) {
    return conversation.messages().stream().map(Message::id).toList();
  }

  private static List<String> lines(Conversation conversation) {
    List<String> lines = new ArrayList<>(conversation.messages().size());
    StringBuilder line = new StringBuilder();
    for (Message message : conversation.messages()) {
      line.setLength(0);
      append(line, message, lines.size() + 1);
      lines.add(line.toString());
    }
    return lines;
  }

  private static void append(StringBuilder line, Message message, int number) {
    line.append("{\"id\":\"").append(NAME).append(number);
    line.append("\",\"sender\":\"").append(message.sender().label()).append('"');
    if (message.type() != usual(message.sender())) {
      line.append(",\"type\":\"").append(message.type().label()).append('"');
    }
    line.append(",\"text\":");
    DataText.append(line, message.text());
    if (!message.toolCalls().isEmpty()) {
      line.append(",\"tool_calls\":[");
      String separator = "";
      for (ToolCall call : message.toolCalls()) {
        line.append(separator);
        append(line, call);
        separator = ",";
      }
      line.append(']');
    }
    line.append('}');
  }

  private static void append(StringBuilder line, ToolCall call) {
    line.append("{\"name\":");
    DataText.append(line, call.name());
    line.append(",\"arguments\":");
    DataText.append(line, call.arguments());
    String result = call.result();
    if (result != null) {
      line.append(",\"result\":");
      DataText.append(line, result);
    }
    String error = call.error();
    if (error != null) {
      line.append(",\"error\":");
      DataText.append(line, error);
    }
    line.append('}');
  }

  private static MessageType usual(Sender sender) {
    return switch (sender) {
      case USER -> MessageType.USER_MESSAGE;
      case AGENT -> MessageType.AGENT_MESSAGE;
      case TOOL, SYSTEM -> MessageType.EXTERNAL_EVENT;
    };
  }
}
