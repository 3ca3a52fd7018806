package dev.assay.tests.ingest;

import dev.assay.cli.fixture.Gzip;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A folder of archives with everything wrong that was ever seen, and what is to become of it. */
final class DirtyArchives {

  /** Characters of the one message that is far too long for comfort. */
  static final int LARGE = 20 * 1024 * 1024;

  private final TestHome home;
  private int number;

  private DirtyArchives(TestHome home) {
    this.home = home;
  }

  /**
   * Writes the folder.
   *
   * @return for each file that can be read: lines, accepted, superseded, quarantined
   */
  static Map<String, String> deliver(TestHome home) throws IOException, InterruptedException {
    DirtyArchives dirt = new DirtyArchives(home);
    Map<String, String> counts = new TreeMap<>();
    counts.put("truncated.jsonl.gz", dirt.truncated());
    counts.put("cut.jsonl", dirt.cut());
    counts.put("broken.jsonl", dirt.broken());
    counts.put("types.jsonl", dirt.types());
    counts.put("lenient.jsonl", dirt.lenient());
    counts.put("duplicates.jsonl", dirt.duplicates());
    counts.put("large.jsonl", dirt.large());
    counts.put("encoding.jsonl", dirt.encoding());
    counts.put("deep.jsonl", dirt.deep());
    home.deliver("empty.jsonl", new byte[0]);
    counts.put("empty.jsonl", "0|0|0|0");
    dirt.notRead();
    return counts;
  }

  /** A gzip member of two lines, and the first half of another. */
  private String truncated() throws IOException {
    byte[] whole =
        Gzip.compressed((good() + "\n" + good() + "\n").getBytes(StandardCharsets.UTF_8));
    byte[] half = Gzip.compressed(good().getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(whole);
    bytes.write(half, 0, half.length / 2);
    Files.write(home.archives().resolve("truncated.jsonl.gz"), bytes.toByteArray());
    return "3|2|0|1";
  }

  private String cut() {
    String text = good() + "\n" + good();
    home.deliver(
        "cut.jsonl", text.substring(0, text.length() - 10).getBytes(StandardCharsets.UTF_8));
    return "2|1|0|1";
  }

  private String broken() {
    home.deliver(
        "broken.jsonl",
        good(),
        "{\"id\": \"x\", \"messages\": [",
        "not JSON at all",
        "[]",
        "42",
        good() + " " + good(),
        "",
        "   ",
        good());
    return "7|2|0|5";
  }

  private String types() {
    home.deliver(
        "types.jsonl",
        "{\"messages\": {}}",
        "{\"id\": \"no list of messages\"}",
        "{\"messages\": null}",
        "{\"created_at\": \"yesterday\", \"messages\": []}",
        "{\"is_finished\": \"yes\", \"messages\": []}",
        "{\"messages\": [{\"sender\": \"robot\", \"message\": \"beep\"}]}",
        "{\"messages\": [{\"sender\": \"user\", \"message\": 5}]}",
        "{\"messages\": [{\"message\": \"from nobody\"}]}",
        "{\"messages\": [{\"shape\": \"of no format\"}]}",
        "{\"org_id\": \"another\", \"messages\": []}",
        good());
    return "11|1|0|10";
  }

  /** Nothing here is wrong enough: unknown fields, missing ids and times, an empty message. */
  private String lenient() {
    home.deliver(
        "lenient.jsonl",
        "{\"colour\": \"blue\", \"messages\": [{\"sender\": \"user\", \"message\": \"no id\","
            + " \"mood\": 3}]}",
        "{\"id\": \"named by its source\", \"messages\": [{\"sender\": \"user\", \"message\":"
            + " \"no time\"}]}",
        "{\"id\": \"%s\", \"messages\": [{\"sender\": \"agent\", \"message\": null}, {\"sender\": \"user\", \"message\": \"hi\"}]}"
            .formatted(TestConversation.id(++number)),
        "{\"id\": \"%s\", \"messages\": [{\"sender\": \"user\", \"message\": \"half \\ud83d\"}]}"
            .formatted(TestConversation.id(++number)));
    return "4|4|0|0";
  }

  private String duplicates() {
    int doubled = ++number;
    int copied = ++number;
    home.deliver(
        "duplicates.jsonl",
        TestConversation.of(doubled).user("one").line(),
        TestConversation.of(copied).user("same").line(),
        TestConversation.of(doubled).user("one").agent("two").line(),
        TestConversation.of(copied).user("same").line());
    return "4|3|0|1";
  }

  private String large() {
    home.deliver(
        "large.jsonl",
        TestConversation.of(++number).user("x".repeat(LARGE)).agent("That is long.").line(),
        good());
    return "2|2|0|0";
  }

  private String encoding() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(
        "{\"messages\": [{\"sender\": \"user\", \"message\": \"".getBytes(StandardCharsets.UTF_8));
    bytes.write(new byte[] {(byte) 0xc3, 0x28, (byte) 0xff});
    bytes.write(("\"}]}\n" + good() + "\n").getBytes(StandardCharsets.UTF_8));
    home.deliver("encoding.jsonl", bytes.toByteArray());
    return "2|1|0|1";
  }

  private String deep() {
    home.deliver("deep.jsonl", nested(900), nested(2000), nested(200_000), good());
    return "4|2|0|2";
  }

  private void notRead() throws IOException, InterruptedException {
    home.deliver("notes.txt", "no archive");
    home.deliver("half-written.jsonl.part", good());
    Files.write(home.archives().resolve("damaged.jsonl.gz"), new byte[] {1, 2, 3, 4});
    Files.createSymbolicLink(home.archives().resolve("dangling.jsonl"), Path.of("gone.jsonl"));
    Files.createSymbolicLink(home.archives().resolve("around"), Path.of("."));
    Path pipe = home.archives().resolve("pipe.jsonl");
    if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
      throw new IOException("Cannot make the pipe " + pipe);
    }
  }

  private String nested(int levels) {
    char[] open = new char[levels];
    char[] close = new char[levels];
    Arrays.fill(open, '[');
    Arrays.fill(close, ']');
    return "{\"id\": \"%s\", \"extra\": %s%s, \"messages\": [{\"sender\": \"user\", \"message\": \"deep\"}]}"
        .formatted(TestConversation.id(++number), new String(open), new String(close));
  }

  private String good() {
    return TestConversation.of(++number).user("Hello?").agent("Good morning.").line();
  }
}
