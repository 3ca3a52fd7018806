package dev.assay.tests.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.tests.ForkedCommand;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that a small heap cannot hold, in a process of their own. */
class TooLargeRecordTest {

  private static final int LARGE_MEGABYTES = 100;

  /**
   * Within the bound of two tasks that share 512 MiB, of which collectors keep some to themselves.
   */
  private static final int ALLOWED_MEGABYTES = 12;

  @TempDir Path folder = Path.of("");

  @Test
  void aLineThatDoesNotFitIsQuarantinedAndTheOthersAreTakenIn() throws Exception {
    TestHome home = new TestHome(folder);
    home.settings("archives: [archives]\nspark: {spark.master: \"local[2]\"}\n");
    try (OutputStream plain = open(home.archives().resolve("a.jsonl"));
        OutputStream gzip = new GZIPOutputStream(open(home.archives().resolve("b.jsonl.gz")))) {
      write(plain, 10);
      write(gzip, 20);
    }

    ForkedCommand command =
        ForkedCommand.start(
            folder.resolve("ingest"),
            Map.of("_JAVA_OPTIONS", "-Xmx512m"),
            home.arguments("ingest", home.archives().toString()));

    assertThat(command.exitCode()).as(command.errors()).isZero();
    assertThat(
            home.rows(
                "SELECT split_part(archive_file, '/', -1), line, reason, length(raw), message[:38]"
                    + " FROM quarantine ORDER BY 1"))
        .containsExactly(
            "a.jsonl|2|too_large|65536|Cannot take in a record of more than 1",
            "b.jsonl.gz|2|too_large|65536|Cannot take in a record of more than 1");
    assertThat(home.rows("SELECT id FROM conversation ORDER BY id"))
        .containsExactly(
            TestConversation.id(10),
            TestConversation.id(11),
            TestConversation.id(20),
            TestConversation.id(21));
  }

  private static OutputStream open(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
  }

  private static void write(OutputStream out, int number) throws IOException {
    write(out, number, ALLOWED_MEGABYTES);
    write(out, number, LARGE_MEGABYTES);
    write(out, number + 1, 0);
  }

  private static void write(OutputStream out, int number, int megabytes) throws IOException {
    String[] line = TestConversation.of(number).user("MEGABYTES!").line().split("MEGABYTES", 2);
    byte[] megabyte = new byte[1 << 20];
    Arrays.fill(megabyte, (byte) 'x');
    out.write(line[0].getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < megabytes; i++) {
      out.write(megabyte);
    }
    out.write((line[1] + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
