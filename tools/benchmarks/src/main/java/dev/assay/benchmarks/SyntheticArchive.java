package dev.assay.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes native archives of plausible size: the same from the same seed. */
public final class SyntheticArchive {

  private static final String[] WORDS =
      ("the order was sent on monday and will arrive in two days please check your account for a"
              + " refund sorry about the delay I can help you with that what is your booking number"
              + " thank you for waiting let me look into it right away")
          .split(" ");

  private SyntheticArchive() {}

  /** An archive that is written once and kept in {@code work}. */
  public static Path in(Path work, int conversations, int messages) throws IOException {
    Path archive = work.resolve("archive-%d-%d.jsonl".formatted(conversations, messages));
    if (!Files.exists(archive)) {
      Files.createDirectories(work);
      write(archive, conversations, messages, 1);
    }
    return archive;
  }

  /** Is told of each conversation that is written. */
  interface Listener {
    void wrote(int number, List<String> texts);
  }

  /** The id of the conversation with this number, from 0. */
  static String id(int number) {
    return "%024x".formatted(number);
  }

  static void write(Path file, int conversations, int messages, long seed) throws IOException {
    write(file, 0, conversations, messages, seed, (number, texts) -> {});
  }

  /**
   * Writes a file.
   *
   * @param first number of the first conversation
   */
  static void write(
      Path file, int first, int conversations, int messages, long seed, Listener listener)
      throws IOException {
    Random random = new Random(seed);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int c = first; c < first + conversations; c++) {
        List<String> texts = new ArrayList<>();
        out.write("{\"id\":\"%s\",\"service_id\":\"service-%d\",".formatted(id(c), c % 4));
        out.write("\"created_at\":\"2026-11-01T10:00:00Z\",\"messages\":[");
        for (int m = 0; m < messages; m++) {
          boolean user = m % 2 == 0;
          texts.add(text(random));
          out.write(
              "%s{\"id\":\"%024x\",\"interaction_id\":\"%024x\",\"sender\":\"%s\",\"message_type\":\"%s\",\"message\":\"%s\"}"
                  .formatted(
                      m == 0 ? "" : ",",
                      (long) c * 100 + m,
                      (long) c * 100 + m / 2,
                      user ? "user" : "agent",
                      user ? "user-message" : "agent-message",
                      texts.get(m)));
        }
        out.write("]}\n");
        listener.wrote(c, texts);
      }
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int w = 0; w < 8; w++) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return text.toString();
  }
}
