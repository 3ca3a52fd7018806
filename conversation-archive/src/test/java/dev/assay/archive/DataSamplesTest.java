package dev.assay.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.file.Archives;
import dev.assay.archive.record.ArchiveRecord;
import dev.assay.archive.record.ArchiveRecord.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSamplesTest {

  private static final Path SAMPLES = Path.of("../data-samples");
  private static final Pattern COUNTS =
      Pattern.compile("\\| `(\\S+)` \\| (\\d+) \\| (\\d+) \\| (\\d+) \\|");
  private static final Pattern REJECTED =
      Pattern.compile("\\| `(\\S+)` \\| (\\d+) \\| `(\\w+)` \\|");

  @TempDir Path folder = Path.of("");

  private static List<Path> files() {
    return Archives.find(List.of(SAMPLES.toString()), folder -> new TreeMap<>()).files();
  }

  private static String name(Path file) {
    return SAMPLES.toAbsolutePath().normalize().relativize(file).toString();
  }

  private static List<String> inReadme(Pattern pattern) throws IOException {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(Files.readString(SAMPLES.resolve("README.md")));
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  @Test
  void generatingThemAgainGivesTheSameBytes() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                SAMPLES.resolve("GenerateSamples.java").toString(),
                SAMPLES.toString(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();

    assertThat(process.waitFor()).as(() -> output()).isZero();
    try (Stream<Path> written = Files.walk(folder)) {
      assertThat(written.filter(file -> file.toString().contains(".jsonl"))).hasSize(7);
    }
    for (Path file : files()) {
      assertThat(text(folder.resolve(name(file)))).as(name(file)).isEqualTo(text(file));
    }
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("output.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** How gzip data is packed belongs to the Java version; what is packed does not. */
  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      boolean gzip = file.toString().endsWith(".gz");
      byte[] bytes = gzip ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void theyHoldWhatTheirReadmeSays() throws IOException {
    List<String> counts = new ArrayList<>();
    List<String> rejections = new ArrayList<>();
    List<Conversation> conversations = new ArrayList<>();
    for (Path file : files()) {
      int rejected = 0;
      List<ArchiveRecord> records = Reading.all(file);
      for (ArchiveRecord record : records) {
        if (record instanceof Rejected bad) {
          rejected++;
          rejections.add(
              "| `%s` | %d | `%s` |".formatted(name(file), bad.line(), bad.reason().label()));
        } else {
          conversations.add(Reading.conversation(record));
        }
      }
      int accepted = records.size() - rejected;
      counts.add(
          "| `%s` | %d | %d | %d |".formatted(name(file), records.size(), accepted, rejected));
    }

    assertThat(counts).isEqualTo(inReadme(COUNTS));
    assertThat(rejections).isEqualTo(inReadme(REJECTED));
    assertThat(Files.readString(SAMPLES.resolve("README.md")))
        .contains(
            "%d records are taken in as **%d different conversations**"
                .formatted(
                    conversations.size(),
                    conversations.stream().map(Conversation::id).distinct().count()));
  }

  @Test
  void anEditAndALateMessageAreNoticedAndARedeliveredCopyIsNot() {
    List<Conversation> monday = conversations("native/2026-11-02.jsonl.gz");
    List<Conversation> tuesday = conversations("native/2026-11-03.jsonl");
    int changed = 0;
    int same = 0;
    for (Conversation before : monday) {
      for (Conversation after : tuesday) {
        if (before.id().equals(after.id())) {
          boolean equal = ContentHash.of(before).equals(ContentHash.of(after));
          changed += equal ? 0 : 1;
          same += equal ? 1 : 0;
        }
      }
    }

    assertThat(changed).isEqualTo(9);
    assertThat(same).isEqualTo(4);
  }

  private static List<Conversation> conversations(String name) {
    return Reading.all(SAMPLES.resolve(name)).stream().map(Reading::conversation).toList();
  }
}
