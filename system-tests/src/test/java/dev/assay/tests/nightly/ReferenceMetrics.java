package dev.assay.tests.nightly;

import dev.assay.tests.nightly.RawConversation.Called;
import dev.assay.tests.nightly.RawConversation.Said;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The metrics of {@code conf/metrics}, written once more in plain Java. A value is a text: {@code
 * true}, {@code 12.0}, a category, or {@link #NOT_APPLICABLE}.
 */
final class ReferenceMetrics {

  static final String NOT_APPLICABLE = "not applicable";

  /** A word's edge where words are ASCII, as the expressions' regular expressions have it. */
  private static final String EDGE =
      "(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))";

  private static final String HANDED_OVER =
      "(?i)\\b(transfer(red|ring)?|connect(ed|ing)?|pass(ed|ing)?|put(ting)?|hand(ed|ing)?)"
          + " (you|this|it|your \\w+)( \\w+){0,3} (to|with|over to|through to)"
          + " (an?|our|one of our|the)( \\w+){0,3} (human|person|agents?|colleagues?|specialists?"
          + "|representatives?|advis[eo]rs?|team|supervisor|manager)\\b";
  private static final String WANTS_PERSON =
      "(?i)\\b(real|speak|talk|chat)\\b.{0,30}"
          + "\\b(human|person|someone|somebody|representative|operator)\\b";
  private static final String PRAISE =
      "(?i)\\b(great|perfect|awesome|excellent|wonderful|amazing|fantastic|love it|helpful)\\b";
  private static final String COMPLAINT =
      "(?i)\\b(terrible|awful|horrible|useless|ridiculous|unacceptable|angry|annoy(ed|ing)"
          + "|frustrat(ed|ing)|disappoint(ed|ing)|worst)\\b";
  private static final String ADDRESS =
      "[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}";
  private static final String SECRET = "(?i)\\b(password|passcode|pin|cvv|cvc|security code)\\b";

  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private ReferenceMetrics() {}

  /** Each metric's value of a conversation. */
  static Map<String, Function<RawConversation, String>> all() {
    Map<String, Function<RawConversation, String>> all = new HashMap<>();
    flow(all);
    quality(all);
    tools(all);
    all.put("Agent wrote an e-mail address", c -> any(said(c), ADDRESS));
    all.put(
        "Card number in text",
        c -> any(texts(c.messages().stream()), "\\b(\\d{13,16}|\\d{4}([ -]\\d{4}){3})\\b"));
    all.put(
        "Agent asked for a secret",
        c ->
            text(
                said(c).stream()
                    .anyMatch(t -> found(t, SECRET) && found(t, "(?i)\\?|\\bplease\\b"))));
    return all;
  }

  private static void flow(Map<String, Function<RawConversation, String>> all) {
    all.put("Turn count", c -> number(asked(c).size()));
    all.put(
        "First responder",
        c ->
            c.messages().stream()
                .filter(m -> m.sender().equals("user") || m.sender().equals("agent"))
                .filter(m -> !m.thought() && !m.text().isBlank())
                .map(Said::sender)
                .findFirst()
                .orElse(NOT_APPLICABLE));
    all.put("Conversation ending", c -> ending(last(c)));
    all.put(
        "Last question unanswered",
        c ->
            asked(c).isEmpty()
                ? NOT_APPLICABLE
                : text(last(c).sender().equals("user") && last(c).text().contains("?")));
    // The archives have no times, and reading them fails when they have.
    all.put("Latency of first agent answer", c -> NOT_APPLICABLE);
    all.put("Conversation duration", c -> NOT_APPLICABLE);
    all.put(
        "Handed over to a human",
        c ->
            text(
                calls(c).stream()
                        .anyMatch(k -> found(k.name(), "(?i)(transfer|hand_?over|escalate)"))
                    || said(c).stream().anyMatch(t -> found(t, HANDED_OVER))));
    all.put("User asked for a human", c -> any(asked(c), WANTS_PERSON));
  }

  private static void quality(Map<String, Function<RawConversation, String>> all) {
    all.put("Agent apologised", c -> any(said(c), "(?i)\\b(sorry|apolog)"));
    all.put("Agent asked a question", c -> any(said(c), "[?](\\s|[\"\u201d\u2019)]|\\z)|\uff1f"));
    all.put(
        "Average agent message length",
        c ->
            said(c).isEmpty()
                ? NOT_APPLICABLE
                : number((double) lengths(said(c)).mapToLong(n -> n).sum() / said(c).size()));
    all.put(
        "Longest agent message",
        c -> lengths(said(c)).max(Integer::compare).map(n -> number(n)).orElse(NOT_APPLICABLE));
    all.put("Agent repeated itself", c -> repeated(said(c), 20));
    all.put("User repeated themselves", c -> repeated(asked(c), 10));
    all.put(
        "User thanked the agent", c -> any(asked(c), "(?i)\\b(thanks|thank you|thx|cheers)\\b"));
    all.put("User sentiment words", c -> sentiment(asked(c)));
  }

  private static void tools(Map<String, Function<RawConversation, String>> all) {
    all.put("Tool call count", c -> number(calls(c).size()));
    all.put(
        "Distinct tools used",
        c -> number((double) calls(c).stream().map(Called::name).distinct().count()));
    all.put(
        "Tool error rate",
        c ->
            calls(c).isEmpty()
                ? NOT_APPLICABLE
                : number(
                    (double) calls(c).stream().filter(ReferenceMetrics::failed).count()
                        / calls(c).size()));
    all.put("Tool outcome", c -> outcome(calls(c)));
    all.put(
        "Tool call repeated",
        c ->
            calls(c).isEmpty()
                ? NOT_APPLICABLE
                : text(
                    calls(c).stream().map(k -> k.name() + " " + k.arguments()).distinct().count()
                        < calls(c).size()));
  }

  private static String ending(Said last) {
    if (last.sender().equals("user")) {
      return "user_last";
    }
    if (last.sender().equals("tool") || !last.calls().isEmpty()) {
      return "tool_last";
    }
    return last.sender().equals("agent") ? "agent_last" : "other";
  }

  private static String sentiment(List<String> asked) {
    boolean praise = asked.stream().anyMatch(t -> found(t, PRAISE));
    boolean complaint = asked.stream().anyMatch(t -> found(t, COMPLAINT));
    if (asked.isEmpty()) {
      return NOT_APPLICABLE;
    }
    return praise && complaint ? "mixed" : praise ? "positive" : complaint ? "negative" : "neutral";
  }

  private static String outcome(List<Called> calls) {
    long good = calls.stream().filter(c -> !failed(c) && c.result() != null).count();
    if (calls.isEmpty()) {
      return "no_calls";
    }
    return good == calls.size() ? "all_succeeded" : good == 0 ? "all_failed" : "some_failed";
  }

  private static boolean failed(Called call) {
    String result = call.result();
    return call.error() != null || (result != null && found(result, "(?i)^\\W*error\\b"));
  }

  private static String repeated(List<String> texts, int shortest) {
    List<String> compared =
        texts.stream()
            .filter(t -> t.codePointCount(0, t.length()) >= shortest)
            .map(t -> t.toLowerCase(Locale.ROOT).strip())
            .toList();
    return text(new HashSet<>(compared).size() < compared.size());
  }

  private static Said last(RawConversation conversation) {
    return conversation.messages().get(conversation.messages().size() - 1);
  }

  /** What the user wrote. */
  private static List<String> asked(RawConversation conversation) {
    return texts(conversation.messages().stream().filter(m -> m.sender().equals("user"))).stream()
        .filter(t -> !t.isBlank())
        .toList();
  }

  /** What the agent wrote to the user. */
  private static List<String> said(RawConversation conversation) {
    return texts(
            conversation.messages().stream()
                .filter(m -> m.sender().equals("agent") && !m.thought()))
        .stream()
        .filter(t -> !t.isBlank())
        .toList();
  }

  private static List<String> texts(Stream<Said> messages) {
    return messages.map(Said::text).toList();
  }

  private static List<Called> calls(RawConversation conversation) {
    return conversation.messages().stream().flatMap(m -> m.calls().stream()).toList();
  }

  private static Stream<Integer> lengths(List<String> texts) {
    return texts.stream().map(t -> t.codePointCount(0, t.length()));
  }

  private static String any(List<String> texts, String regex) {
    return text(texts.stream().anyMatch(t -> found(t, regex)));
  }

  private static boolean found(String text, String regex) {
    return PATTERNS
        .computeIfAbsent(regex, r -> Pattern.compile(r.replace("\\b", EDGE)))
        .matcher(text)
        .find();
  }

  private static String text(boolean value) {
    return String.valueOf(value);
  }

  private static String number(double value) {
    return String.valueOf(value);
  }
}
