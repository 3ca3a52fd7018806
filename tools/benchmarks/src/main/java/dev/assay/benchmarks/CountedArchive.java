package dev.assay.benchmarks;

import dev.assay.archive.SampleKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;

/**
 * A made archive of which it is known what metrics must find in it: each code metric looks for a
 * word, half of them whether a message has it, half of them how many messages do.
 */
final class CountedArchive {

  private static final List<String> WORDS =
      List.of(
          "order", "monday", "arrive", "days", "please", "check", "your", "account", "refund",
          "sorry", "about", "delay", "help", "what", "booking", "number", "waiting", "look", "into",
          "right");

  private static final List<String> QUESTIONS =
      List.of(
          "Did the agent apologise at least once?",
          "Did the user say what the order was?",
          "Did the agent promise something?",
          "Was the user still waiting for an answer at the end?",
          "Did the agent ask for the booking number?");

  private static final int MESSAGES = 8;
  private static final int CONVERSATIONS_A_FILE = 50_000;

  /** So that a value of the wrong conversation is not made up for by another one. */
  private static final int WEIGHTS = 97;

  /** The same in SQL. */
  static final String WEIGHT =
      "CAST('0x' || right(conversation_id, 8) AS BIGINT) %% %d".formatted(WEIGHTS);

  private final Path folder;
  private final int conversations;
  private final double judgedShare;
  private final long[] sums = new long[WORDS.size()];
  private final long[] weightedSums = new long[WORDS.size()];
  private long judged;
  private long judgedEdited;

  private CountedArchive(Path folder, int conversations, double judgedShare) {
    this.folder = folder;
    this.conversations = conversations;
    this.judgedShare = judgedShare;
  }

  /**
   * Writes one, anew.
   *
   * @param folder for all that is written
   * @param judgedShare of the conversations, which judged metrics are asked about
   */
  static CountedArchive write(Path folder, int conversations, double judgedShare)
      throws IOException {
    CountedArchive archive = new CountedArchive(folder, conversations, judgedShare);
    FileUtils.deleteDirectory(folder.toFile());
    Files.createDirectories(archive.delivery());
    for (int first = 0; first < conversations; first += CONVERSATIONS_A_FILE) {
      Path file =
          archive.delivery().resolve("part-%04d.jsonl".formatted(first / CONVERSATIONS_A_FILE));
      int count = Math.min(CONVERSATIONS_A_FILE, conversations - first);
      SyntheticArchive.write(file, first, count, MESSAGES, 1 + first, archive::count);
    }
    Files.writeString(
        archive.metrics(), "metrics:\n" + archive.codeMetrics() + archive.judgedMetrics());
    long edited = EditedDelivery.write(archive.delivery(), archive.editedDelivery());
    if (edited != archive.edited()) {
      throw new IllegalStateException("Cannot use a delivery of %,d edits".formatted(edited));
    }
    return archive;
  }

  private void count(int number, List<String> texts) {
    for (int word = 0; word < WORDS.size(); word++) {
      String wanted = WORDS.get(word);
      long found = texts.stream().filter(text -> text.contains(wanted)).count();
      long value = isBoolean(word) ? Math.min(1, found) : found;
      sums[word] += value;
      weightedSums[word] += value * (number % WEIGHTS);
    }
    long key = SampleKey.of(ResultTable.ORG, SyntheticArchive.id(number));
    if (judgedShare >= 1 || key < SampleKey.endOf(judgedShare)) {
      judged++;
      judgedEdited += number % EditedDelivery.EACH == 0 ? 1 : 0;
    }
  }

  private static boolean isBoolean(int word) {
    return word % 2 == 0;
  }

  /** The folder with all conversations. */
  Path delivery() {
    return folder.resolve("archive");
  }

  /** One in a hundred of them, with a longer last message, which changes no code metric's value. */
  Path editedDelivery() {
    return folder.resolve("edited.jsonl");
  }

  Path metrics() {
    return folder.resolve("metrics.yaml");
  }

  int conversations() {
    return conversations;
  }

  int edited() {
    return (conversations + EditedDelivery.EACH - 1) / EditedDelivery.EACH;
  }

  /** Conversations that judged metrics are asked about, which is a call each. */
  long judged() {
    return judged;
  }

  /** Of the edited ones, those that judged metrics are asked about. */
  long judgedEdited() {
    return judgedEdited;
  }

  /** Evaluations of the whole archive. */
  long evaluations() {
    return (long) conversations * WORDS.size() + judged * QUESTIONS.size();
  }

  /** Evaluations of what is edited. */
  long editedEvaluations() {
    return (long) edited() * WORDS.size() + judgedEdited * QUESTIONS.size();
  }

  /**
   * What must be found of a metric.
   *
   * @param results one for each conversation
   * @param sum of its values, where they are known
   * @param weightedSum of its values times {@link #WEIGHT}
   */
  record Truth(String metric, boolean isJudged, long results, long sum, long weightedSum) {}

  List<Truth> truths() {
    return IntStream.range(0, WORDS.size() + QUESTIONS.size())
        .mapToObj(
            n ->
                n < WORDS.size()
                    ? new Truth(wordMetric(n), false, conversations, sums[n], weightedSums[n])
                    : new Truth(questionMetric(n - WORDS.size()), true, judged, 0, 0))
        .toList();
  }

  private static String wordMetric(int word) {
    return "Word " + WORDS.get(word);
  }

  private static String questionMetric(int question) {
    return "Question " + question;
  }

  private String codeMetrics() {
    StringBuilder yaml = new StringBuilder();
    for (int word = 0; word < WORDS.size(); word++) {
      yaml.append(
          """
            - name: %s
              description: The messages that have the word.
              metric_value: %s
              evaluator:
                type: code
                expression: conversation.messages.%s
          """
              .formatted(
                  wordMetric(word),
                  isBoolean(word)
                      ? "{type: boolean}"
                      : "{type: numerical, lower_bound: 0, upper_bound: %d}".formatted(MESSAGES),
                  isBoolean(word)
                      ? "exists(m, m.text.contains('%s'))".formatted(WORDS.get(word))
                      : "filter(m, m.text.contains('%s')).size()".formatted(WORDS.get(word))));
    }
    return yaml.toString();
  }

  private String judgedMetrics() {
    StringBuilder yaml = new StringBuilder();
    for (int question = 0; question < QUESTIONS.size(); question++) {
      yaml.append(
          """
            - name: %s
              description: %s
              metric_value: {type: boolean}
              sampling_rate: %s
          """
              .formatted(questionMetric(question), QUESTIONS.get(question), judgedShare));
    }
    return yaml.toString();
  }

  @Override
  public String toString() {
    return "%,d conversations; words %s".formatted(conversations, Arrays.toString(sums));
  }
}
