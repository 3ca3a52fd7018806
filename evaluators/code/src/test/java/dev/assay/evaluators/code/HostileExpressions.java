package dev.assay.evaluators.code;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.DefinitionProblem;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.SampleConversations;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Expressions that want more time or memory than there is. Run as a program, in a small heap: for
 * each it prints its name, what came of it and how many milliseconds of a processor it took.
 */
final class HostileExpressions {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private HostileExpressions() {}

  public static void main(String[] arguments) {
    Conversation conversation = conversation();
    all()
        .forEach(
            (name, expression) -> {
              long start = THREADS.getCurrentThreadCpuTime();
              String outcome = outcome(Metrics.truth(expression), conversation);
              long milliseconds = (THREADS.getCurrentThreadCpuTime() - start) / 1_000_000;
              System.out.println(name + "|" + outcome + "|" + milliseconds);
            });
  }

  /** 300 messages of 1,000 characters, and one of 100,000. */
  static Conversation conversation() {
    Message[] messages =
        IntStream.range(0, 301)
            .mapToObj(i -> SampleConversations.user(i, "a".repeat(i == 300 ? 100_000 : 1_000)))
            .toArray(Message[]::new);
    return SampleConversations.of(messages);
  }

  private static String outcome(MetricVersion version, Conversation conversation) {
    List<DefinitionProblem> problems = Metrics.problems(version);
    if (!problems.isEmpty()) {
      return "rejected";
    }
    Evaluation evaluation = Metrics.evaluate(version, conversation);
    return evaluation instanceof Evaluation.Failed failed ? failed.code() : "answered";
  }

  /** By name; a name that begins with "rejected" is one that must not even be accepted. */
  static Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    putTexts(all);
    putLists(all);
    putLoops(all);
    putPatterns(all);
    putDefinitions(all);
    return all;
  }

  private static void putTexts(Map<String, String> all) {
    all.put("texts doubled by maps", "['ab']" + ".map(x, x + x)".repeat(40) + "[0].size() > 0");
    all.put("texts doubled by bindings", bound(40, "'ab'", "%1$s + %1$s", "%s.size() > 0"));
    all.put(
        "texts doubled where an error is passed over",
        "(['ab']" + ".map(x, x + x)".repeat(40) + "[0].size() / 0 > 0) || true");
    all.put(
        "texts doubled in exists",
        "[1, 2].exists(i, ['ab']" + ".map(x, x + x)".repeat(40) + "[0].size() == i) || true");
    all.put("everything replaced", longest() + ".replace('', " + longest() + ").size() > 0");
    all.put(
        "everything split",
        "conversation.messages.map(m, conversation.messages.map(n, n.text.split(''))).size() > 0");
    all.put(
        "everything joined",
        "conversation.messages.map(m, conversation.messages.map(n, n.text).join(m.text)).size() > 0");
    all.put(
        "worst case of a search",
        bound(
            11,
            longest(),
            "%1$s",
            "conversation.messages.all(m, !(%s + 'b' + m.id).contains("
                + longest()
                + ".substring(0, 50000) + 'c'))"));
  }

  private static void putLists(Map<String, String> all) {
    all.put("lists doubled by maps", "[[1, 2]]" + ".map(x, x + x)".repeat(40) + "[0].size() > 0");
    all.put("lists doubled by bindings", bound(40, "[1]", "%1$s + %1$s", "%s.size() > 0"));
    all.put("lists of lists compared", bound(40, "[1]", "[%1$s, %1$s]", "%1$s == %1$s"));
    all.put(
        "maps of maps compared", bound(40, "{'a': 1}", "{'a': %1$s, 'b': %1$s}", "%1$s == %1$s"));
    all.put("a range past counting", "lists.range(9223372036854775807).size() > 0");
    all.put("a long range", "lists.range(1000000000).size() > 0");
    all.put(
        "a long range again and again", "lists.range(100000).map(i, lists.range(i)).size() > 0");
    all.put(
        "lists of lists made distinct", "lists.range(100000).map(i, [i]).distinct().size() > 0");
    all.put(
        "many small maps",
        "conversation.messages.map(m, conversation.messages.map(n, {'a': m, 'b': n})).size() > 0");
    all.put(
        "many sorts",
        "conversation.messages.map(m, lists.range(1000).map(i, 0 - i).sort()).size() > 0");
  }

  private static void putLoops(Map<String, String> all) {
    String messages = "conversation.messages.all(%s, ";
    all.put(
        "loops in loops in loops in loops",
        "abcd".chars().mapToObj(c -> messages.formatted((char) c)).collect(Collectors.joining())
            + "a.id != b.id + c.id + d.id))))");
    all.put(
        "a large body",
        "lists.range(100000).all(i, "
            + IntStream.range(0, 400)
                .mapToObj(i -> "i != 0 - " + (i + 1))
                .collect(Collectors.joining(" && "))
            + ")");
  }

  private static void putPatterns(Map<String, String> all) {
    all.put(
        "a slow pattern",
        "[1, 2, 3].exists(i, conversation.messages.exists(m, m.text.matches('(a?){200}a{200}b')))");
    all.put(
        "many computed patterns",
        "conversation.messages.exists(m, conversation.messages.exists(n, 'x'.matches(m.id + '-' +"
            + " n.id)))");
    all.put("rejected: a huge pattern", "conversation.id.matches('(a{1000}){1000}')");
    all.put("rejected: a huge pattern of groups", "conversation.id.matches('((a{99}){99}){99}')");
    all.put("rejected: a long pattern", "conversation.id.matches('" + "ab?".repeat(1_000) + "')");
  }

  private static void putDefinitions(Map<String, String> all) {
    all.put("rejected: many parentheses", "(".repeat(4_000) + "true" + ")".repeat(4_000));
    all.put("rejected: many lists", "[".repeat(4_000) + "1" + "]".repeat(4_000) + " == []");
    all.put("rejected: a long sum", "1" + "+1".repeat(4_900) + " > 0");
    all.put("rejected: many choices", "true ? true : ".repeat(700) + "true");
    all.put("rejected: a long chain", "conversation" + ".id".repeat(3_000));
    all.put("rejected: a long text", "'" + "a".repeat(20_000) + "' == ''");
    all.put(
        "rejected: a long list",
        IntStream.range(0, 9_000).mapToObj(Integer::toString).collect(Collectors.joining(","))
            + "] == []");
    all.put("rejected: unclosed", "[{(".repeat(3_000));
    all.put("rejected: many nested loops", "[1].all(x, ".repeat(200) + "true" + ")".repeat(200));
    all.put("rejected: many bindings", bound(300, "1", "%1$s", "%s == 1"));
  }

  private static String longest() {
    return "conversation.messages[300].text";
  }

  /** Binds a first value, then so many values made of the one before, and ends with the last. */
  private static String bound(int count, String first, String next, String last) {
    StringBuilder expression = new StringBuilder("cel.bind(v0, " + first + ", ");
    for (int i = 1; i < count; i++) {
      expression.append("cel.bind(v%d, %s, ".formatted(i, next.formatted("v" + (i - 1))));
    }
    return expression
        .append(last.formatted("v" + (count - 1)))
        .append(")".repeat(count))
        .toString();
  }
}
