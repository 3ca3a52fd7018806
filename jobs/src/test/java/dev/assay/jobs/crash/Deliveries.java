package dev.assay.jobs.crash;

import dev.assay.jobs.TestConversation;
import dev.assay.jobs.TestHome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * What two nights take in: files of two days, the second with edits, late messages and a repeated
 * simulation, and the metrics of each night. The same seed gives the same bytes.
 */
public final class Deliveries {

  private static final int CONVERSATIONS = 160;
  private static final int SIMULATED = 15;

  /** Calls of the judge at once. */
  public static final int MOST_IN_FLIGHT = 8;

  /** Those at the judge, and an eighth as many whose answers came and are about to be written. */
  public static final int MOST_UNSETTLED = MOST_IN_FLIGHT * 9 / 8;

  private static final long SEED = 20261101;

  /** Generating and compiling code would cost more than these rows do without it. */
  private static final String SETTINGS =
      """
      max_attempts: 2
      wave_conversations: 100
      spark:
        spark.master: "local[2]"
        spark.sql.shuffle.partitions: 2
        spark.sql.codegen.wholeStage: false
        spark.sql.codegen.factoryMode: NO_CODEGEN
      judge: {url: "%s", model: local, max_in_flight: %d}
      """;

  private static final String JUDGED =
      """
      - name: Helped
        description: True when the agent helped.
        metric_value: {type: boolean}
        applied_to_services: ["*"]
      """
          .indent(2);

  private final Path folder;
  private final Random random = new Random(SEED);

  private Deliveries(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes everything under {@code folder}.
   *
   * @param judge the URL of the judge of some metric
   */
  public static Deliveries writeTo(Path folder, String judge) throws IOException {
    Deliveries deliveries = new Deliveries(folder);
    deliveries.write(judge);
    return deliveries;
  }

  /** What was written under {@code folder}. */
  static Deliveries in(Path folder) {
    return new Deliveries(folder);
  }

  Path folder() {
    return folder;
  }

  /** The arguments of the nightly run of a day, 1 or 2, on {@code home}. */
  List<String> nightly(int day, Path home) {
    return nightly(day, home, settings());
  }

  /** The same with settings of {@link #writeSettings}. */
  public List<String> nightly(int day, Path home, Path settings) {
    List<String> arguments = new ArrayList<>(List.of("nightly", "--home", home.toString()));
    for (int delivered = 1; delivered <= day; delivered++) {
      arguments.addAll(List.of("--archive", folder.resolve("day" + delivered).toString()));
    }
    arguments.addAll(
        List.of("--metrics", metrics(day).toString(), "--settings", settings.toString()));
    return arguments;
  }

  /** The metrics of a day, 1 or 2. */
  public Path metrics(int day) {
    return folder.resolve("metrics%d.yaml".formatted(day));
  }

  Path settings() {
    return folder.resolve("assay.yaml");
  }

  /** Writes settings of the same runs with another judge. */
  static Path writeSettings(Path file, String judge) throws IOException {
    return Files.writeString(file, SETTINGS.formatted(judge, MOST_IN_FLIGHT));
  }

  private void write(String judge) throws IOException {
    Files.createDirectories(folder);
    var unused = writeSettings(settings(), judge);
    Files.writeString(metrics(1), "metrics:\n" + metrics("conversation.agent_messages"));
    Files.writeString(
        metrics(2),
        "metrics:\n"
            + metrics("conversation.messages")
            + TestHome.metric(
                "Messages",
                "numerical, lower_bound: 0, upper_bound: 1000",
                "conversation.messages.size()"));
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (int i = 0; i < CONVERSATIONS; i++) {
      first.add(conversation(i, i % 40 == 7).line());
    }
    for (int i = 0; i < CONVERSATIONS; i += 9) {
      second.add(conversation(i, false).user("One more thing.").agent("Of course.").line());
    }
    for (int i = 7; i < CONVERSATIONS; i += 40) {
      second.add(conversation(i, false).line());
    }
    second.add(first.get(1));
    for (int i = 0; i < 30; i++) {
      second.add(conversation(1000 + i, false).line());
    }
    write("day1/a.jsonl", first.subList(0, 90));
    write("day1/b.jsonl.gz", first.subList(90, CONVERSATIONS));
    write("day1/simulated.jsonl", simulated(2000));
    write("day1/dirty.jsonl", List.of("{broken", "[]", "{\"id\": \"no messages\"}", first.get(3)));
    write("day2/a.jsonl.gz", second);
    write("day2/simulated.jsonl", simulated(3000).subList(0, 5));
    write("day2/dirty.jsonl", List.of("not json", conversation(5000, false).line()));
  }

  private static String metrics(String messages) {
    return TestHome.metric(
            "Apologised", "boolean", messages + ".exists(m, m.text.contains('sorry'))")
        + TestHome.metric(
            "Fails on two",
            "numerical, lower_bound: -100, upper_bound: 100",
            "12 / (conversation.user_messages.size() - 2)")
        + TestHome.metric(
            "Billing length",
            "categorical, categories: [short, long]",
            "billing",
            "conversation.user_messages.size() == 1 ? null"
                + " : conversation.messages.size() > 5 ? 'long' : 'short'")
        + JUDGED;
  }

  private TestConversation conversation(int number, boolean unfinished) {
    TestConversation conversation =
        TestConversation.of(number).service(number % 3 == 0 ? "billing" : "support");
    if (unfinished) {
      conversation.unfinished();
    }
    int turns = 1 + random.nextInt(4);
    for (int turn = 0; turn < turns; turn++) {
      conversation
          .user("Question %d of %d".formatted(turn, random.nextInt(1000)))
          .agent(random.nextInt(3) == 0 ? "I am sorry about that." : "Here is the answer.");
    }
    return conversation;
  }

  private List<String> simulated(int firstNumber) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < SIMULATED; i++) {
      lines.add(conversation(firstNumber + i, false).simulation("run", "test" + i, 0).line());
    }
    return lines;
  }

  private void write(String name, List<String> lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    try (OutputStream plain = Files.newOutputStream(file);
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(plain) : plain) {
      out.write(bytes);
    }
  }
}
