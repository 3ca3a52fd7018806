package dev.assay.evaluators.code;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.ToolCall;
import dev.assay.catalog.Actor;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricVersion;
import dev.assay.catalog.file.MetricFiles;
import dev.assay.evaluators.SampleConversations;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints how many conversations a second one thread evaluates: each metric of a folder alone, then
 * all of them at once. Run its main with the folder as the argument; no test does.
 */
final class SpeedReport {
  private static final int TURNS = 10;
  private static final long WARM_UP_NANOS = 1_000_000_000L;
  private static final long MEASURED_NANOS = 1_000_000_000L;

  private SpeedReport() {}

  public static void main(String[] arguments) {
    Map<String, List<MetricVersion>> cases = new LinkedHashMap<>();
    List<MetricVersion> all = new ArrayList<>();
    for (MetricDefinition metric : MetricFiles.read(Path.of(arguments[0]), m -> List.of())) {
      MetricVersion version = version(metric);
      all.add(version);
      cases.put(metric.name(), List.of(version));
    }
    cases.put("all " + all.size(), all);
    cases.put("messages.size()", List.of(Metrics.number("conversation.messages.size()")));
    cases.put(
        "user_messages.exists(contains)",
        List.of(Metrics.truth("conversation.user_messages.exists(m, m.text.contains('refund'))")));
    Conversation conversation = conversation();
    cases.forEach(
        (name, versions) -> {
          run(conversation, versions, WARM_UP_NANOS);
          System.out.printf("%-35s %,10d%n", name, run(conversation, versions, MEASURED_NANOS));
        });
  }

  /** 20 messages of some 90 characters, and three tool calls. */
  private static Conversation conversation() {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < TURNS; i++) {
      messages.add(
          SampleConversations.user(
              20 * i,
              "I would like to change the delivery of my order number %d to next week, please"
                  .formatted(i)));
      messages.add(
          SampleConversations.agent(
              20 * i + 5,
              "Certainly, I have changed order %d; it arrives on Tuesday between nine and twelve now."
                  .formatted(i),
              i % 4 == 0
                  ? new ToolCall[] {new ToolCall("change_" + i, "{}", "{\"ok\": true}", null)}
                  : new ToolCall[0]));
    }
    return SampleConversations.of(messages.toArray(Message[]::new));
  }

  private static long run(Conversation conversation, List<MetricVersion> versions, long nanos) {
    long start = System.nanoTime();
    long count = 0;
    while (System.nanoTime() - start < nanos) {
      for (int i = 0; i < 50; i++) {
        count += Metrics.EVALUATOR.evaluate(conversation, versions).isEmpty() ? 0 : 1;
      }
    }
    return count * 1_000_000_000L / (System.nanoTime() - start);
  }

  private static MetricVersion version(MetricDefinition metric) {
    return new MetricVersion(
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        1,
        metric.name(),
        metric.description(),
        metric.value(),
        metric.evaluator(),
        new Actor("org", "author"),
        Instant.EPOCH);
  }
}
