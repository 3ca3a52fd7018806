package dev.assay.archive;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The canonical bytes of a conversation: what an evaluator can see of its messages, and nothing
 * else.
 *
 * <p>Rendered are each message's id, interaction id, sender, type and text, and each tool call's
 * name, arguments, result and error, in order. Not rendered are times, tags and everything that
 * describes the conversation as a whole. Every text is written as its length in UTF-8 bytes (four
 * bytes, big-endian; -1 for null) and those bytes, every list as its size and its elements, so two
 * different conversations never render alike. {@code SPEC.md} of this module has the layout; a
 * change to it is a new {@link #VERSION}.
 */
public final class ConversationRendering {

  /** The first bytes of every rendering. */
  public static final String VERSION = "assay-conversation-1";

  private ConversationRendering() {}

  /** The whole rendering in memory; for short-lived keys, not for hashing many conversations. */
  public static byte[] toBytes(Conversation conversation) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writeTo(conversation, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes the rendering and leaves {@code out} open; unbuffered, one write or two a text. */
  public static void writeTo(Conversation conversation, OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    text(data, VERSION);
    List<Message> messages = conversation.messages();
    data.writeInt(messages.size());
    for (Message message : messages) {
      text(data, message.id());
      text(data, message.interactionId());
      text(data, message.sender().label());
      text(data, message.type().label());
      text(data, message.text());
      data.writeInt(message.toolCalls().size());
      for (ToolCall call : message.toolCalls()) {
        text(data, call.name());
        text(data, call.arguments());
        text(data, call.result());
        text(data, call.error());
      }
    }
    data.flush();
  }

  private static void text(DataOutputStream data, @Nullable String text) throws IOException {
    if (text == null) {
      data.writeInt(-1);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    data.writeInt(bytes.length);
    data.write(bytes);
  }
}
