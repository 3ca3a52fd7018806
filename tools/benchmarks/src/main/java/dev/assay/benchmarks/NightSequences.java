package dev.assay.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The nights that {@link SmallNight} times, each sequence on a home of its own. */
final class NightSequences {

  /** The names of all cases, in their order. */
  static final List<String> CASES =
      List.of("0", "2", "300", "3000", "samples", "retries", "large", "ingest");

  private static final int MESSAGES = 8;
  private static final int LARGE = 31_689;
  private static final int FEW_METRICS = 5;

  /** Of each metric: 375 in all. */
  private static final int FAILING = 75;

  private static final int INGESTED = 500_000;

  /** What a run that finds nothing new may take, however much there is. */
  private static final Night.Bound NOTHING_NEW = Night.Bound.seconds(4);

  private final Path work;
  private final @Nullable Path large;

  /**
   * @param large an archive or a folder of some for the case {@code large}, or null
   */
  NightSequences(Path work, @Nullable Path large) {
    this.work = work.toAbsolutePath();
    this.large = large == null ? null : large.toAbsolutePath();
  }

  /** Nights that follow one another. */
  record Sequence(List<Night> nights) {}

  /** Those of some cases, whose archives are written where they are missing. */
  List<Sequence> of(Set<String> cases) throws IOException {
    List<Sequence> sequences = new ArrayList<>();
    for (String name : CASES) {
      if (cases.contains(name)) {
        sequences.add(
            switch (name) {
              case "samples" -> samples();
              case "retries" -> retries();
              case "large" -> large();
              case "ingest" -> ingest();
              default -> small(Integer.parseInt(name));
            });
      }
    }
    return sequences;
  }

  /** The metrics of the settings: 25 expressions, of which some are for certain services only. */
  private Sequence small(int conversations) throws IOException {
    Path archive = SyntheticArchive.in(work, conversations, MESSAGES);
    String label = "%,d conversations, ".formatted(conversations);
    List<String> command = List.of("nightly", "--archive", archive.toString());
    List<Night> nights = new ArrayList<>();
    nights.add(
        new Night(
            label + "first night",
            command,
            conversations == 2 ? new Night.Bound(12, 25.0) : null,
            report -> report.added() == conversations && isDone(report)));
    nights.add(nothingNew(label, command));
    if (conversations >= 100) {
      nights.add(edited(label, archive, command, null));
    }
    return new Sequence(nights);
  }

  private static Sequence samples() {
    return new Sequence(
        List.of(
            new Night(
                "data-samples, first night",
                List.of("nightly"),
                Night.Bound.seconds(14),
                report -> report.added() > 0 && isDone(report)),
            nothingNew("data-samples, ", List.of("nightly"))));
  }

  /** Metrics that divide by zero for the first conversations. */
  private Sequence retries() throws IOException {
    Path archive = SyntheticArchive.in(work, LARGE, MESSAGES);
    String failsBelow = "%024x".formatted(FAILING);
    Path metrics =
        metrics(
            "failing-metrics.yaml",
            number ->
                "conversation.id < '%s' ? 1 / (conversation.messages.size() - %d) : %s"
                    .formatted(failsBelow, MESSAGES, expression(number)));
    List<String> command =
        List.of("nightly", "--archive", archive.toString(), "--metrics", metrics.toString());
    long failing = (long) FAILING * FEW_METRICS;
    return new Sequence(
        List.of(
            new Night(
                "%,d conversations, five metrics, %d evaluations fail".formatted(LARGE, failing),
                command,
                null,
                report -> report.added() == LARGE && report.failed() == failing),
            new Night(
                "%d failed evaluations tried again".formatted(failing),
                command,
                Night.Bound.seconds(8),
                report -> report.planned() == failing && report.failed() == failing)));
  }

  private Sequence large() throws IOException {
    Path given = large;
    Path archive = given == null ? SyntheticArchive.in(work, LARGE, MESSAGES) : given;
    Path metrics = metrics("few-metrics.yaml", NightSequences::expression);
    String label = given == null ? "%,d conversations, ".formatted(LARGE) : "conversations given, ";
    List<String> command =
        List.of("nightly", "--archive", archive.toString(), "--metrics", metrics.toString());
    return new Sequence(
        List.of(
            new Night(
                label + "five metrics, first night",
                command,
                Night.Bound.seconds(30),
                report -> report.added() > 0 && isDone(report)),
            nothingNew(label, command),
            edited(label, archive, command, Night.Bound.seconds(10))));
  }

  private Sequence ingest() throws IOException {
    Path archive = SyntheticArchive.in(work, INGESTED, MESSAGES);
    return new Sequence(
        List.of(
            new Night(
                "%,d conversations of %d messages, ingest alone".formatted(INGESTED, MESSAGES),
                List.of("ingest", archive.toString()),
                Night.Bound.seconds(35),
                report -> report.added() == INGESTED)));
  }

  private static Night nothingNew(String label, List<String> command) {
    return new Night(
        label + "nothing new",
        command,
        NOTHING_NEW,
        report -> report.added() + report.changed() + report.planned() == 0);
  }

  private Night edited(
      String label, Path archive, List<String> command, Night.@Nullable Bound bound)
      throws IOException {
    Path delivery =
        work.resolve(
            "edited-%s.jsonl".formatted(archive.getFileName().toString().split("\\.", -1)[0]));
    long edited = EditedDelivery.write(archive, delivery);
    List<String> both = new ArrayList<>(command);
    both.addAll(List.of("--archive", delivery.toString()));
    return new Night(
        label + "1 % edited",
        both,
        bound,
        report -> report.changed() == edited && report.planned() >= edited && isDone(report));
  }

  private static boolean isDone(NightReport report) {
    return report.failed() == 0 && report.answered() == report.planned();
  }

  /** What a metric of these counts. */
  private interface Expression {
    String of(int number);
  }

  private static String expression(int number) {
    return switch (number) {
      case 0 -> "conversation.messages.size()";
      case 1 -> "conversation.user_messages.size()";
      case 2 -> "conversation.agent_messages.map(m, m.text.size()).sum()";
      case 3 -> "conversation.messages.filter(m, m.text.contains('refund')).size()";
      default ->
          "conversation.agent_messages.filter(m, m.text.matches('(?i)\\\\bsorry\\\\b')).size()";
    };
  }

  private Path metrics(String name, Expression expression) {
    String text =
        IntStream.range(0, FEW_METRICS)
            .mapToObj(
                number ->
                    """
                      - name: Count %d
                        description: The count of number %d.
                        metric_value: {type: numerical, lower_bound: 0, upper_bound: 1000000}
                        evaluator:
                          type: code
                          expression: |-
                            %s
                    """
                        .formatted(number, number, expression.of(number)))
            .collect(Collectors.joining("", "metrics:\n", ""));
    try {
      return Files.writeString(work.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write metrics under " + work, e);
    }
  }
}
