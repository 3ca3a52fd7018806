package dev.assay.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Writes native archives of plausible size: the same from the same seed. */
final class SyntheticArchive {

  private static final String[] WORDS =
      ("the order was sent on monday and will arrive in two days please check your account for a"
              + " refund sorry about the delay I can help you with that what is your booking number"
              + " thank you for waiting let me look into it right away")
          .split(" ");

  private SyntheticArchive() {}

  /** An archive that is written once and kept in {@code work}. */
  static Path in(Path work, int conversations, int messages) throws IOException {
    Path archive = work.resolve("archive-%d-%d.jsonl".formatted(conversations, messages));
    if (!Files.exists(archive)) {
      Files.createDirectories(work);
      write(archive, conversations, messages, 1);
    }
    return archive;
  }

  /** About 1.1 KB a conversation at 8 messages. */
  static void write(Path file, int conversations, int messages, long seed) throws IOException {
    Random random = new Random(seed);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int c = 0; c < conversations; c++) {
        out.write("{\"id\":\"%024x\",\"service_id\":\"service-%d\",".formatted(c, c % 4));
        out.write("\"created_at\":\"2026-11-01T10:00:00Z\",\"messages\":[");
        for (int m = 0; m < messages; m++) {
          boolean user = m % 2 == 0;
          out.write(
              "%s{\"id\":\"%024x\",\"interaction_id\":\"%024x\",\"sender\":\"%s\",\"message_type\":\"%s\",\"message\":\""
                  .formatted(
                      m == 0 ? "" : ",",
                      (long) c * 100 + m,
                      (long) c * 100 + m / 2,
                      user ? "user" : "agent",
                      user ? "user-message" : "agent-message"));
          for (int w = 0; w < 8; w++) {
            out.write(WORDS[random.nextInt(WORDS.length)]);
            out.write(' ');
          }
          out.write("\"}");
        }
        out.write("]}\n");
      }
    }
  }
}
