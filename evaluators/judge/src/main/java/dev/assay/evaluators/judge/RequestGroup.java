package dev.assay.evaluators.judge;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.ToolCall;
import dev.assay.evaluators.Packing;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.judge.prompt.JudgeRequest;
import dev.assay.evaluators.judge.prompt.JudgeRequest.Repair;
import dev.assay.evaluators.judge.prompt.Transcript;
import dev.assay.evaluators.judge.tokens.TokenCounter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of one conversation that may share requests: they ask the same model in the same way and
 * are shown the same transcript.
 *
 * @param shared what they have in common is read of this one
 * @param transcript what the judge is shown
 * @param tokens of the transcript
 * @param settings of the judge
 */
record RequestGroup(
    JudgedMetric shared, Transcript transcript, TokenCounter.Count tokens, JudgeSettings settings) {

  /** The transcript may fill so much of the context; the rest is for questions and answers. */
  private static final int ROOM_PARTS = 3;

  private static final int ROOM_OF = 4;

  /** No tokenizer makes tokens longer than this, in characters, of any text. */
  private static final int LONGEST_TOKEN = 128;

  private static final int NOTE_TOKENS = 128;

  /** Two metrics share requests when these are equal. */
  record Kind(
      String model, double temperature, Packing packing, LongConversations longConversations) {
    static Kind of(JudgedMetric metric) {
      Definition definition = metric.definition();
      return new Kind(
          definition.model(),
          definition.temperature(),
          definition.packing(),
          definition.longConversations());
    }
  }

  /** The group of a conversation; empty when the conversation is too long for the model. */
  static Optional<RequestGroup> of(
      JudgedMetric shared, Conversation conversation, JudgeSettings settings) {
    long room = room(settings);
    TokenCounter counter = shared.counter();
    boolean whole = characters(conversation) / LONGEST_TOKEN <= room;
    if (whole) {
      Transcript transcript = Transcript.of(conversation);
      TokenCounter.Count tokens = counter.count(transcript.text());
      if (tokens.tokens() <= room) {
        return Optional.of(new RequestGroup(shared, transcript, tokens, settings));
      }
    }
    return switch (shared.definition().longConversations()) {
      case REFUSE -> Optional.empty();
      case WINDOW ->
          Transcript.window(conversation, room, line -> counter.count(line).tokens() + 1)
              .map(
                  window ->
                      new RequestGroup(shared, window, counter.count(window.text()), settings));
    };
  }

  /** The most tokens of a transcript. */
  static long room(JudgeSettings settings) {
    return (long) settings.parameters().contextTokens() * ROOM_PARTS / ROOM_OF;
  }

  /** The next metrics to ask for: the first ones, as many as go into one request. */
  List<JudgedMetric> pack(List<JudgedMetric> missing) {
    return pack(missing, settings);
  }

  /** As above, for metrics of one kind. */
  static List<JudgedMetric> pack(List<JudgedMetric> missing, JudgeSettings settings) {
    long room = settings.parameters().contextTokens() / Definition.OUTPUT_PART;
    int most = packSize(missing.get(0), settings);
    List<JudgedMetric> pack = new ArrayList<>();
    long written = 0;
    for (JudgedMetric metric : missing) {
      written += metric.definition().maxOutputTokens();
      if (!pack.isEmpty() && (pack.size() >= most || written > room)) {
        break;
      }
      pack.add(metric);
    }
    return pack;
  }

  JudgeRequest request(List<JudgedMetric> pack) {
    return new JudgeRequest(
        shared.definition().model(),
        shared.definition().temperature(),
        settings.parameters().seed(),
        pack.stream().mapToLong(metric -> metric.definition().maxOutputTokens()).sum(),
        transcript,
        pack.stream().map(JudgedMetric::question).toList());
  }

  /** The tokens that a request for these is thought to read. */
  long inputTokens(List<JudgedMetric> pack) {
    return inputTokens(pack, tokens.tokens());
  }

  /** As above, for metrics of one kind and a transcript of so many tokens. */
  static long inputTokens(List<JudgedMetric> pack, long transcriptTokens) {
    return pack.get(0).frame().tokens()
        + transcriptTokens
        + pack.stream().mapToLong(metric -> metric.part().tokens()).sum();
  }

  /** The most that any one request for some of these can use. */
  Usage bound(List<JudgedMetric> missing) {
    long read =
        TokenCounter.FRAME_TOKENS
            + NOTE_TOKENS
            + shared.frame().bound()
            + shared.plea().bound()
            + tokens.bound();
    long parts =
        missing.stream()
            .map(metric -> metric.part().bound())
            .sorted(Comparator.reverseOrder())
            .limit(packSize())
            .mapToLong(Long::longValue)
            .sum();
    long written =
        missing.stream()
            .map(metric -> (long) metric.definition().maxOutputTokens())
            .sorted(Comparator.reverseOrder())
            .limit(packSize())
            .mapToLong(Long::longValue)
            .sum();
    return settings.prices().usage(read + parts, written);
  }

  /** The same for a request that pleads for a better answer, where there was a bad one. */
  Usage bound(List<JudgedMetric> missing, @Nullable Repair repair) {
    Usage bound = bound(missing);
    if (repair == null) {
      return bound;
    }
    long answer = shared.counter().count(repair.answer()).bound();
    return settings.prices().usage(bound.inputTokens() + answer, bound.outputTokens());
  }

  private int packSize() {
    return packSize(shared, settings);
  }

  private static int packSize(JudgedMetric metric, JudgeSettings settings) {
    return metric.definition().packing() == Packing.SOLO ? 1 : settings.limits().packSize();
  }

  private static long characters(Conversation conversation) {
    long characters = 0;
    for (Message message : conversation.messages()) {
      characters += message.text().length();
      for (ToolCall call : message.toolCalls()) {
        String result = call.result();
        characters += call.arguments().length() + (result == null ? 0 : result.length());
      }
    }
    return characters;
  }
}
