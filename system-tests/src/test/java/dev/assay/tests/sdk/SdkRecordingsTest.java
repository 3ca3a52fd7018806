package dev.assay.tests.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One conversation of two turns, with a tool that asks a model itself and one that fails, as each
 * SDK records it: taken in whole, as far as the SDK tells it.
 */
@Tag("thorough")
class SdkRecordingsTest {

  /** What a recording tells beside texts, calls and results. */
  private enum Tells {
    SYSTEM_PROMPT,
    THOUGHT,
    FAILURE,
    TIMES,
    TAGS,
    SERVICE
  }

  private static Path written = Path.of("");

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void record() throws Exception {
    written = Recordings.make();
  }

  static List<Arguments> recordings() {
    String said = "Error: No such order";
    String langChain = said + "\n Please fix your mistakes.";
    Tells system = Tells.SYSTEM_PROMPT;
    Tells thought = Tells.THOUGHT;
    Tells failure = Tells.FAILURE;
    Tells times = Tells.TIMES;
    Tells tags = Tells.TAGS;
    Tells service = Tells.SERVICE;
    return List.of(
        of("langfuse", said, system, failure, times),
        of("langfuse-otel", said, system, failure, times, tags),
        of("langgraph-langfuse", langChain, system, failure, times, tags),
        of("langgraph-langsmith", langChain, system, failure, times),
        of("langgraph-openinference", langChain, system, failure, times, service),
        of("langgraph-state", langChain, failure),
        of("langsmith", said, system, failure, times, tags),
        of("log-anthropic", said, system, thought, failure, times),
        of("log-chat", said, system, times),
        of("log-responses", said, system, thought, times),
        of("openai-events", said, system, failure, times, service),
        of("openinference", said, system, failure, times, service),
        of("traceloop", said, system, failure, times, service),
        of("traceloop-anthropic", said, system, thought, failure, times, service),
        of("traceloop-responses", said, thought, failure, times, service),
        of("traceloop-streamed", said, system, failure, times, service),
        of("vercel-4", said, system, thought, times, service),
        of("vercel-4-messages", said, thought),
        of("vercel-4-streamed", said, system, thought, times, service),
        of("vercel-4-ui", said, thought),
        of("vercel-5", "No such order", system, thought, failure, times, service),
        of("vercel-5-messages", "No such order", thought, failure),
        of("vercel-5-streamed", "No such order", system, thought, failure, times, service),
        of("vercel-5-ui", "No such order", thought, failure),
        of("vercel-6", "No such order", system, thought, failure, times, service),
        of("vercel-6-messages", "No such order", thought, failure),
        of("vercel-6-streamed", "No such order", system, thought, failure, times, service),
        of("vercel-6-ui", "No such order", thought, failure),
        of("vercel-7", said, system, thought, failure, times, service),
        of("vercel-7-messages", said, thought, failure),
        of("vercel-7-streamed", said, system, thought, failure, times, service),
        of("vercel-7-ui", "No such order", thought, failure),
        of("vercel-7-legacy", said, system, thought, failure, times, service),
        of("vercel-7-legacy-messages", said, thought, failure),
        of("vercel-7-legacy-streamed", said, system, thought, failure, times, service),
        of("vercel-7-legacy-ui", "No such order", thought, failure));
  }

  private static Arguments of(String name, String refused, Tells... tells) {
    return Arguments.of(name, refused, Set.of(tells));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recordings")
  void isReadLineByLine(String name, String refused, Set<Tells> tells) throws Exception {
    List<Conversation> all = ReadArchive.conversations(written.resolve(name + ".jsonl"), folder);

    assertThat(all).hasSize(1);
    Conversation conversation = all.get(0);
    assertThat(ReadArchive.lines(conversation)).isEqualTo(expected(refused, tells));
    assertThat(conversation.externalId()).isEqualTo("session-7");
    // LangGraph keeps a thread's user elsewhere.
    assertThat(conversation.userId()).isEqualTo(name.equals("langgraph-state") ? null : "user-9");
    assertThat(conversation.serviceId()).isEqualTo(tells.contains(Tells.SERVICE) ? "shop" : null);
    assertThat(conversation.tags().keySet())
        .isEqualTo(tells.contains(Tells.TAGS) ? Set.of("vip") : Set.of());
    if (tells.contains(Tells.TIMES)) {
      assertThat(conversation.createdAt()).isNotNull();
      // OpenTelemetry's SDK knows the beginning of a span to the millisecond only.
      assertThat(conversation.messages().stream().map(Message::createdAt))
          .doesNotContainNull()
          .extracting(time -> Objects.requireNonNull(time).truncatedTo(ChronoUnit.MILLIS))
          .isSorted();
    }
  }

  private static List<String> expected(String refused, Set<Tells> tells) {
    List<String> lines = new ArrayList<>();
    if (tells.contains(Tells.SYSTEM_PROMPT)) {
      lines.add("system: Be kind.");
    }
    lines.add("user: Where is PX-1?");
    if (tells.contains(Tells.THOUGHT)) {
      lines.add("thought: Look it up.");
    }
    lines.add("agent: Let me see.");
    lines.add("> track{\"parcel\":\"PX-1\"} = {\"status\":\"delayed\"}");
    lines.add("agent:");
    String how = tells.contains(Tells.FAILURE) ? " ! " : " = ";
    lines.add("> refund{\"parcel\":\"PX-1\"}" + how + refused);
    lines.add("agent: Sorry, it is delayed, and I cannot refund it.");
    lines.add("user: Thanks");
    lines.add("agent: You are welcome.");
    return lines;
  }

  @Test
  void noRecordingIsLeftOut() throws IOException {
    try (Stream<Path> files = Files.list(written)) {
      Set<String> names =
          files
              .map(file -> Objects.requireNonNull(file.getFileName()).toString())
              .map(name -> name.replace(".jsonl", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(recordings().stream().map(of -> (String) of.get()[0]))
          .containsExactlyInAnyOrderElementsOf(names);
    }
  }
}
