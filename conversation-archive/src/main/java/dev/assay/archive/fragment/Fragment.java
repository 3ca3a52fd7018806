package dev.assay.archive.fragment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.message.Piece;
import dev.assay.archive.message.SourceMessage;
import dev.assay.archive.value.DerivedId;
import dev.assay.archive.value.JsonText;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A part of a conversation: a span of a trace, by whatever name its tool has for it.
 *
 * @param source the tool's format; part of every id that is derived
 * @param trace the trace that it belongs to
 * @param id its own, unique in its trace
 * @param parent the id of the span around it, or null
 * @param session the conversation that its trace belongs to, as far as this span says; else the
 *     trace is one of its own
 * @param kind what happened in it
 * @param start when it began, or null
 * @param end when it ended, or null
 * @param request what was said to the one who answers
 * @param response what was answered
 * @param tool of a tool's span, its call; of an agent's, the call that it would be
 * @param unread why content that it has was not understood; then its conversation is not either
 * @param unclear of what is no call of a model: why what stands where others have messages is none;
 *     it counts as not understood where no model speaks within it
 */
public record Fragment(
    String source,
    String trace,
    String id,
    @Nullable String parent,
    @Nullable String session,
    Kind kind,
    @Nullable Instant start,
    @Nullable Instant end,
    List<SourceMessage> request,
    List<SourceMessage> response,
    @Nullable ToolUse tool,
    @Nullable String userId,
    @Nullable String serviceId,
    SortedMap<String, @Nullable String> tags,
    @Nullable String unread,
    @Nullable String unclear) {

  /** What happens in a span. */
  public enum Kind {
    /** A call of a model. */
    MODEL,
    /** An agent's or a chain's work, or the whole trace. */
    AGENT,
    /** A call of a tool. */
    TOOL,
    /** Anything else, of which nothing is said. */
    OTHER
  }

  /**
   * A call of a tool, and what came of it.
   *
   * @param call the id of the call, or null
   */
  public record ToolUse(
      @Nullable String call,
      String name,
      String arguments,
      @Nullable String result,
      @Nullable String error) {

    /**
     * Whether this may be a call: of the same name, with the same arguments, or with the only one
     * of them, as OpenInference has it.
     */
    boolean isLike(Piece.Call of) {
      return name.equals(of.name()) && (arguments.equals(of.arguments()) || isSame(of));
    }

    private boolean isSame(Piece.Call of) {
      Optional<JsonNode> called = JsonText.parse(of.arguments());
      return called.isPresent()
          && (called.equals(JsonText.parse(arguments)) || isOnly(called.get(), arguments));
    }

    private static boolean isOnly(JsonNode called, String argument) {
      return called.size() == 1 && called.iterator().next().asText().equals(argument);
    }
  }

  public Fragment {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(trace, "trace");
    Objects.requireNonNull(id, "id");
    request = List.copyOf(request);
    response = List.copyOf(response);
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }

  /** The id of the conversation that it belongs to, as far as it tells itself. */
  public String conversationId(String orgId) {
    return conversationId(orgId, source, session == null ? trace : session);
  }

  /** The id of the conversation that its trace is while no span of it tells of a session. */
  public String traceConversationId(String orgId) {
    return conversationId(orgId, source, trace);
  }

  /** The id of a conversation that its source calls by this name. */
  static String conversationId(String orgId, String source, String name) {
    return DerivedId.isId(name) ? name : DerivedId.of(orgId, source, "name", name);
  }

  /** What is asked and answered in it says nothing, and it is no call of a tool. */
  public boolean isSilent() {
    return !isSpoken() && tool == null;
  }

  /** Whether something is said in it. */
  boolean isSpoken() {
    return !request.isEmpty() || !response.isEmpty();
  }

  /** Whether something is said in it, and answered. */
  boolean isAnswered() {
    return !request.isEmpty() && !response.isEmpty();
  }
}
