package dev.assay.archive.message;

import dev.assay.archive.Sender;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The words for those who speak, in any case. */
final class Roles {
  private static final Map<String, Sender> SENDERS = new HashMap<>();

  static {
    put(Sender.USER, "user", "human", "customer", "caller", "prompter", "client", "visitor");
    put(Sender.USER, "end_user", "end-user", "enduser", "guest");
    put(Sender.AGENT, "agent", "assistant", "ai", "bot", "model", "gpt", "chatgpt", "chatbot");
    put(Sender.AGENT, "aimessagechunk", "function_call", "operator", "representative");
    put(Sender.SYSTEM, "system", "developer", "instruction", "instructions");
    put(Sender.TOOL, "tool", "function", "observation", "function_response", "tool_result");
    put(Sender.TOOL, "tool_response", "ipython");
  }

  private Roles() {}

  private static void put(Sender sender, String... words) {
    for (String word : words) {
      SENDERS.put(word, sender);
    }
  }

  static Optional<Sender> sender(String word) {
    Sender sender = SENDERS.get(word);
    return Optional.ofNullable(
        sender == null ? SENDERS.get(word.strip().toLowerCase(Locale.ROOT)) : sender);
  }
}
