package dev.assay.cluster;

import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a night, two backfills and users want of one home at once. The backfills share a metric and
 * score October, which nobody edits; so whatever comes first, the same cells are evaluated. Judged
 * metrics are asked alone, so whoever evaluates which of them, the same calls are made.
 */
record Rush(Path folder) {

  /** Calls of the judge at once, of one run. */
  static final int MOST_IN_FLIGHT = 4;

  /** Of October, and before the others. */
  static final int OLD = 40;

  private static final int NEWER = 18;
  private static final int NEWEST = 10;
  private static final long SEED = 20261005;
  private static final Instant OCTOBER = Instant.parse("2026-10-05T10:00:00Z");
  private static final Instant NOVEMBER = Instant.parse("2026-11-05T10:00:00Z");

  /** Writes everything under {@code folder}. */
  static Rush writeTo(Path folder, String judge) {
    Rush rush = new Rush(folder);
    try {
      Files.createDirectories(folder);
      Files.writeString(
          rush.settings(),
          """
          judge: {url: "%s", model: local, max_in_flight: %d}
          server: {rate_limits: {evaluate_metrics: 1000000}}
          """
              .formatted(judge, MOST_IN_FLIGHT));
      rush.writeMetrics();
      rush.writeArchives(new Random(SEED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rush;
  }

  Path settings() {
    return folder.resolve("assay.yaml");
  }

  /** The night before all that, when only expressions were metrics. */
  List<String> firstNight(Path home) {
    return on(home, "nightly", "--archive", archives(1), "--metrics", metrics(1));
  }

  /** Defines the metrics that are wanted. */
  List<String> define(Path home) {
    return on(home, "metrics", "apply", metrics(2));
  }

  /** Two backfills and a night. */
  List<List<String>> commands(Path home) {
    return List.of(
        backfill(home, "Polite", "Helped"),
        backfill(home, "Helped", "Brief", "Length"),
        nextNight(home));
  }

  /** The night of them, which also takes on what others have left alone. */
  List<String> nextNight(Path home) {
    return on(
        home,
        "nightly",
        "--archive",
        archives(1),
        "--archive",
        archives(2),
        "--metrics",
        metrics(2));
  }

  private List<String> backfill(Path home, String... metrics) {
    String[] options =
        Stream.concat(
                Stream.of(metrics).flatMap(metric -> Stream.of("--metric", metric)),
                Stream.of("--from", "2026-10-01", "--to", "2026-10-31"))
            .toArray(String[]::new);
    return on(home, "backfill", options);
  }

  private List<String> on(Path home, String command, String... options) {
    return Stream.of(
            Stream.of(command),
            Stream.of(options),
            Stream.of("--home", home.toString(), "--settings", settings().toString()))
        .flatMap(words -> words)
        .toList();
  }

  private String archives(int day) {
    return folder.resolve("day" + day).toString();
  }

  private String metrics(int day) {
    return folder.resolve("metrics%d.yaml".formatted(day)).toString();
  }

  private void writeMetrics() throws IOException {
    String apologised =
        TestHome.metric(
            "Apologised", "boolean", "conversation.messages.exists(m, m.text.contains('sorry'))");
    Files.writeString(
        Path.of(metrics(1)),
        "metrics:\n"
            + apologised
            + TestHome.metric("Length", TestHome.NUMBER, "conversation.messages.size()"));
    Files.writeString(
        Path.of(metrics(2)),
        "metrics:\n"
            + apologised
            + TestHome.metric("Length", TestHome.NUMBER, "conversation.user_messages.size()")
            + Stream.of("Polite", "Helped", "Brief", "Closed")
                .map(Rush::judged)
                .reduce("", String::concat));
  }

  private static String judged(String name) {
    return """
      - name: %s
        description: True when the word %s fits the agent.
        metric_value: {type: boolean}
        applied_to_services: ["*"]
        evaluator: {type: judge, packing: solo}
    """
        .formatted(name, name);
  }

  /** On the second day every third conversation of November has gone on. */
  private void writeArchives(Random random) throws IOException {
    Files.createDirectories(Path.of(archives(1)));
    Files.createDirectories(Path.of(archives(2)));
    List<TestConversation> first =
        IntStream.range(0, OLD + NEWER).mapToObj(i -> conversation(i, random)).toList();
    Files.write(
        Path.of(archives(1), "all.jsonl"), first.stream().map(TestConversation::line).toList());
    Stream<TestConversation> goneOn =
        IntStream.iterate(OLD, i -> i < OLD + NEWER, i -> i + 3)
            .mapToObj(i -> first.get(i).user("One more thing.").agent("Of course."));
    Stream<TestConversation> added =
        IntStream.range(0, NEWEST).mapToObj(i -> conversation(OLD + NEWER + i, random));
    Files.write(
        Path.of(archives(2), "all.jsonl"),
        Stream.concat(goneOn, added).map(TestConversation::line).toList());
  }

  private static TestConversation conversation(int number, Random random) {
    Instant month = number < OLD ? OCTOBER : NOVEMBER;
    TestConversation conversation =
        TestConversation.of(number).createdAt(month.plus(Duration.ofHours(number)));
    int turns = 1 + random.nextInt(3);
    for (int turn = 0; turn < turns; turn++) {
      conversation
          .user("Question %d of %d".formatted(turn, random.nextInt(1000)))
          .agent(random.nextInt(3) == 0 ? "I am sorry about that." : "Here is the answer.");
    }
    return conversation;
  }
}
