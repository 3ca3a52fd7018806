package dev.assay.archive.fragment;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.fragment.Fragment.Kind;
import dev.assay.archive.message.MessageDraft;
import dev.assay.archive.message.Piece;
import dev.assay.archive.message.SourceMessage;
import dev.assay.archive.message.Transcript;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The conversation that fragments are parts of. It depends on which fragments there are, and not on
 * their order or on how often each was delivered.
 *
 * <p>Of each trace, what the outermost spans say is the conversation, for what is within repeats
 * it: what the trace's own span was asked and answered, else each outermost call of a model. Where
 * calls of models within use tools of which no span tells, or are themselves one talk in which all
 * of that is said, they are the conversation. Spans of tools are the agent's calls, and so are
 * those that only have a call's name and arguments. Spans within a tool are the tool's affair.
 */
public final class Assembly {

  private static final Comparator<@Nullable Instant> BY_TIME =
      Comparator.nullsFirst(Comparator.naturalOrder());

  /** Some know beginnings to the millisecond only. */
  private static final Comparator<Fragment> IN_ORDER =
      Comparator.comparing(Fragment::start, BY_TIME)
          .thenComparing(Fragment::end, BY_TIME)
          .thenComparing(Fragment::trace)
          .thenComparing(Fragment::id);

  private final List<Fragment> fragments;
  private final Set<Fragment> used = new HashSet<>();
  private final Turns turns = new Turns();
  private final Map<Fragment, String> unread = new LinkedHashMap<>();

  private Assembly(List<Fragment> fragments) {
    this.fragments = fragments;
  }

  /**
   * What fragments come to.
   *
   * @param conversation null when nothing is said in them, or not all of it was understood
   * @param unread fragments that would be part of it and were not understood, and why
   * @param used the fragments that the conversation consists of
   */
  public record Assembled(
      @Nullable Conversation conversation, Map<Fragment, String> unread, Set<Fragment> used) {

    /** Of no fragments. */
    public static final Assembled NOTHING = new Assembled(null, Map.of(), Set.of());

    public Assembled {
      unread = Map.copyOf(unread);
      used = Set.copyOf(used);
    }
  }

  /**
   * Puts the fragments of one conversation together.
   *
   * @param name what its source calls it: its session, or its only trace
   * @param all of its fragments; of each span the newest counts
   */
  public static Assembled of(String orgId, String name, List<Fragment> all) {
    Assembly assembly = new Assembly(newest(all));
    return assembly.assemble(orgId, name);
  }

  /**
   * Of each span the version that ended last; of several that did one that was understood, and
   * always the same one.
   */
  private static List<Fragment> newest(List<Fragment> all) {
    Comparator<Fragment> byAge =
        Comparator.comparing(Fragment::end, BY_TIME)
            .thenComparing(fragment -> fragment.unread() == null)
            .thenComparing(fragment -> FragmentJson.write(fragment));
    Map<String, Fragment> newest =
        all.stream()
            .collect(
                Collectors.toMap(
                    fragment -> fragment.trace() + "\n" + fragment.id(),
                    Function.identity(),
                    (a, b) -> byAge.compare(a, b) >= 0 ? a : b));
    return newest.values().stream().sorted(IN_ORDER).toList();
  }

  private Assembled assemble(String orgId, String name) {
    Map<String, List<Fragment>> traces = new LinkedHashMap<>();
    for (Fragment fragment : fragments) {
      traces.computeIfAbsent(fragment.trace(), trace -> new ArrayList<>()).add(fragment);
    }
    traces.values().forEach(this::trace);
    List<SourceMessage> messages = turns.messages();
    if (!unread.isEmpty() || messages.isEmpty()) {
      return new Assembled(null, unread, Set.of());
    }
    String source = fragments.get(0).source();
    String id = Fragment.conversationId(orgId, source, name);
    List<Message> complete = MessageDraft.complete(Transcript.drafts(messages), id);
    SortedMap<String, @Nullable String> tags = new TreeMap<>();
    fragments.forEach(fragment -> tags.putAll(fragment.tags()));
    Conversation conversation =
        new Conversation(
            id,
            orgId,
            id.equals(name) ? null : name,
            first(Fragment::serviceId),
            first(Fragment::userId),
            first(Fragment::start),
            true,
            tags,
            null,
            complete);
    return new Assembled(conversation, Map.of(), used);
  }

  private <T> @Nullable T first(Function<Fragment, @Nullable T> of) {
    return fragments.stream().map(of).filter(Objects::nonNull).findFirst().orElse(null);
  }

  private void trace(List<Fragment> spans) {
    Tree tree = new Tree(spans);
    List<Fragment> said = tree.said();
    for (Fragment span : said) {
      String why = span.unread() == null ? span.unclear() : span.unread();
      if (why != null) {
        unread.put(span, why);
        return;
      }
      turns.add(Turns.unanswered(span.request(), span.response()), span.start());
      turns.add(span.response(), span.end() == null ? span.start() : span.end());
      used.add(span);
    }
    if (said.isEmpty()) {
      return;
    }
    for (Fragment span : tree.tools()) {
      turns.add(Objects.requireNonNull(span.tool()), span.start());
      used.add(span);
    }
  }

  /** The spans of one trace. */
  private static final class Tree {
    private final List<Fragment> spans;
    private final Map<String, Fragment> byId;
    private final Set<String> tools;

    Tree(List<Fragment> spans) {
      this.spans = spans;
      this.byId = spans.stream().collect(Collectors.toMap(Fragment::id, Function.identity()));
      Map<String, List<Piece.Call>> calls =
          spans.stream()
              .filter(span -> span.kind() == Kind.MODEL)
              .flatMap(span -> calls(span.response()))
              .collect(Collectors.groupingBy(Piece.Call::name));
      this.tools =
          spans.stream()
              .filter(span -> isTool(span, calls))
              .map(Fragment::id)
              .collect(Collectors.toSet());
    }

    private static Stream<Piece.Call> calls(List<SourceMessage> messages) {
      return messages.stream()
          .flatMap(message -> message.pieces().stream())
          .filter(Piece.Call.class::isInstance)
          .map(Piece.Call.class::cast);
    }

    private static boolean isTool(Fragment span, Map<String, List<Piece.Call>> calls) {
      Fragment.ToolUse tool = span.tool();
      return tool != null
          && (span.kind() == Kind.TOOL
              || calls.getOrDefault(tool.name(), List.of()).stream().anyMatch(tool::isLike));
    }

    private boolean isTool(Fragment span) {
      return tools.contains(span.id());
    }

    private Stream<Fragment> around(Fragment span) {
      List<Fragment> around = new ArrayList<>();
      Set<String> seen = new HashSet<>(Set.of(span.id()));
      String parent = span.parent();
      while (parent != null && seen.add(parent)) {
        Fragment outer = byId.get(parent);
        if (outer != null) {
          around.add(outer);
        }
        parent = outer == null ? null : outer.parent();
      }
      return around.stream();
    }

    private boolean isWithin(Fragment span, List<Fragment> some) {
      return around(span).anyMatch(some::contains);
    }

    private boolean isOfTool(Fragment span) {
      return around(span).anyMatch(outer -> outer.kind() == Kind.TOOL || isTool(outer));
    }

    private List<Fragment> outermost(Stream<Fragment> of) {
      List<Fragment> some = of.filter(span -> !isOfTool(span)).toList();
      return some.stream().filter(span -> !isWithin(span, some)).toList();
    }

    /** The spans whose messages are the conversation, in order. */
    List<Fragment> said() {
      List<Fragment> models =
          outermost(
              spans.stream()
                  .filter(span -> span.kind() == Kind.MODEL)
                  .filter(span -> span.isSpoken() || span.unread() != null));
      List<Fragment> agents =
          outermost(
              spans.stream()
                  .filter(span -> span.kind() == Kind.AGENT && !isTool(span))
                  .filter(span -> span.isSpoken() || span.unclear() != null));
      if (models.isEmpty() && agents.stream().anyMatch(span -> span.unclear() != null)) {
        return agents;
      }
      List<Fragment> whole =
          outermost(
              spans.stream()
                  .filter(span -> span.kind() == Kind.AGENT || span.kind() == Kind.MODEL)
                  .filter(span -> !isTool(span) && span.isAnswered()));
      boolean covered =
          !whole.isEmpty()
              && models.stream().allMatch(span -> whole.contains(span) || isWithin(span, whole));
      if (covered && (whole.equals(models) || (tellsTools(models) && !isOneTalk(models, whole)))) {
        return whole;
      }
      return models.isEmpty() ? agents : models;
    }

    /** Whether each call of a model goes on from the one before, and all of the others is said. */
    private static boolean isOneTalk(List<Fragment> models, List<Fragment> whole) {
      Set<String> told = new HashSet<>();
      List<SourceMessage> answers = new ArrayList<>();
      List<String> answer = List.of();
      for (Fragment model : models) {
        List<String> request = Turns.said(model.request());
        if (model.unread() != null || !request.containsAll(answer)) {
          return false;
        }
        answer = Turns.said(model.response());
        answers.addAll(model.response());
        told.addAll(Turns.parts(model.request()));
      }
      told.addAll(Turns.parts(answers));
      return whole.stream()
          .allMatch(
              span ->
                  told.containsAll(Turns.parts(span.request()))
                      && (told.containsAll(Turns.parts(span.response()))
                          || isAll(span.response(), answers)));
    }

    /** Whether an answer is the texts of all answers, as what is streamed is joined. */
    private static boolean isAll(List<SourceMessage> answer, List<SourceMessage> answers) {
      return text(answer).equals(text(answers));
    }

    private static String text(List<SourceMessage> messages) {
      return messages.stream()
          .flatMap(message -> message.pieces().stream())
          .filter(Piece.Text.class::isInstance)
          .map(piece -> ((Piece.Text) piece).text().replaceAll("\\s+", ""))
          .collect(Collectors.joining());
    }

    /** Whether each call of a tool in these has a span of its own. */
    private boolean tellsTools(List<Fragment> models) {
      Set<String> names =
          tools().stream()
              .map(span -> Objects.requireNonNull(span.tool()).name())
              .collect(Collectors.toSet());
      return models.stream()
          .flatMap(span -> Stream.concat(calls(span.request()), calls(span.response())))
          .allMatch(call -> names.contains(call.name()));
    }

    /** The agent's calls of tools, in order. */
    List<Fragment> tools() {
      return spans.stream().filter(span -> isTool(span) && !isOfTool(span)).toList();
    }
  }
}
