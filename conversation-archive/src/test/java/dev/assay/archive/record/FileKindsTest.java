package dev.assay.archive.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.assay.archive.Conversation;
import dev.assay.archive.Reading;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.file.ArchiveFile;
import dev.assay.archive.file.ArchiveSplit;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same records in every kind of file. */
class FileKindsTest {
  private static final int RECORDS = 7;

  @TempDir Path folder = Path.of("");

  private static String records(String separator) {
    return IntStream.rangeClosed(1, RECORDS)
        .mapToObj(Reading::line)
        .collect(Collectors.joining(separator));
  }

  private static List<Conversation> conversations(List<ArchiveRecord> records) {
    return records.stream().map(Reading::conversation).toList();
  }

  private List<Conversation> expected() {
    return conversations(
        Reading.all(Reading.write(folder.resolve("expected.jsonl"), records("\n"))));
  }

  /** All are read alike however the file is split, and are numbered. */
  private void assertRead(String name, byte[] bytes) {
    Path file = Reading.write(folder.resolve(name), bytes);
    for (long splitBytes : new long[] {1, 100, 500, 1 << 20}) {
      List<ArchiveRecord> read = Reading.all(file, splitBytes, ReadLimits.STANDARD);
      assertThat(conversations(read)).as(name).isEqualTo(expected());
      assertThat(Reading.lines(read)).as(name).isSorted().doesNotHaveDuplicates();
    }
  }

  private void assertRead(String name, String text) {
    assertRead(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String pretty(String json) {
    return json.replace("{", "{\n  ").replace("[", "[\n  ").replace(",\"", ",\n  \"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jsonl", "a.ndjson", "a.json"})
  void jsonIsReadInEachOfItsForms(String name) {
    assertRead(name, records("\n"));
    assertRead(name, "\n\n" + records("\r\n") + "\n");
    assertRead(name, "[" + records(",") + "]");
    assertRead(name, " [ " + records(" , ") + " ] \n");
    assertRead(name, "[\n" + records(",\n") + "\n]\n");
    assertRead(name, pretty("[" + records(",") + "]"));
    assertRead(name, pretty(records("\n")));
    assertRead(name, "\uFEFF[" + records(",") + "]");
    assertRead(name, "{\"at\":[1,[2,{}],\"]\"],\"conversations\":[" + records(",") + "]}");
    assertRead(
        name, pretty("{\"info\":{\"data\":[{}]},\"simulations\":[" + records(",") + "],\"n\":7}"));
    assertRead(name, "{\"tickets\":[" + records(",") + "]}");
  }

  @Test
  void anObjectWithSeveralListsOfRecordsGivesAll() {
    List<String> lines = List.of(records("\n").split("\n"));
    assertRead(
        "a.json",
        "{\"traces\":["
            + String.join(",", lines.subList(0, 3))
            + "],\"tasks\":[{\"id\":1}],\"runs\":[],\"data\":["
            + String.join(",", lines.subList(3, 7))
            + "]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"data\":[", ""})
  void oneConversationIsOneRecordHoweverItIsWritten(String opening) {
    String close = opening.replace("[", "]").replace("{\"data\":", "");
    close = opening.startsWith("{") ? "]}" : close;
    for (String text : List.of(Reading.line(1), pretty(Reading.line(1)))) {
      Path file = Reading.write(folder.resolve("a.json"), opening + text + close);

      assertThat(conversations(Reading.all(file))).isEqualTo(expected().subList(0, 1));
    }
  }

  @Test
  void aListOfMessagesIsAConversationWhereverItStands() {
    String messages = "[{\"role\":\"user\",\"content\":\"hi\"}]";

    for (String text : List.of(messages + "\n" + messages, "[" + messages + "," + messages + "]")) {
      assertThat(conversations(Reading.all(Reading.write(folder.resolve("a.json"), text))))
          .hasSize(2);
    }
  }

  @Test
  void compressedFilesAreReadByTheirBytes() {
    for (String text :
        List.of(records("\n"), "[" + records(",") + "]", "{\"runs\":[" + records(",\n") + "]}")) {
      byte[] zstd = Zstd.compress(text.getBytes(StandardCharsets.UTF_8));
      for (String name : List.of("a.jsonl", "b.json.gz", "c.ndjson.zst", "d.jsonl.zstd")) {
        assertRead(name, Reading.gzip(text));
        assertRead(name, zstd);
        assertRead(name, text);
      }
    }
  }

  @Test
  void utf16IsReadWithAndWithoutItsMark() {
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      for (String mark : List.of("", "\uFEFF")) {
        assertRead("a.jsonl", (mark + records("\n")).getBytes(charset));
        assertRead("a.json", (mark + "[" + records(",\n") + "]").getBytes(charset));
      }
    }
  }

  @Test
  void rowsOfCommaSeparatedValuesAreRecords() {
    String rows =
        IntStream.rangeClosed(1, RECORDS)
            .mapToObj(Reading::line)
            .map(
                line ->
                    line.replaceAll("^\\{\"id\":\"(\\w+)\",\"messages\":(.*)\\}$", "$1,\"#$2\"")
                            .replace("\"#", "#")
                            .replaceAll("\"$", "")
                            .replace("\"", "\"\"")
                            .replace("#", "\"")
                        + "\"")
            .collect(Collectors.joining("\n"));
    for (String mark : List.of("", "\uFEFF")) {
      assertRead("a.csv", mark + "id,messages\n" + rows + "\n");
      assertRead("a.csv.gz", Reading.gzip(mark + "id,messages\r\n" + rows));
    }

    List<ArchiveRecord> records =
        Reading.all(
            Reading.write(
                folder.resolve("b.csv"),
                "id,messages\n1\n2,\"[{\"\"role\"\":\"\"user\"\",\"\"content\"\":\"\"a\nb\"\"}]\"\n"
                    .replace("a\nb", "a b")));
    assertThat(Reading.rejected(records.get(0)).message())
        .isEqualTo("Invalid row: it has 1 cells, and the first row names 2 columns");
    assertThat(Reading.conversation(records.get(1)).externalId()).isEqualTo("2");
  }

  @Test
  void aListThatIsCutAnywhereIsTruncatedAndItsWholeValuesAreRead() {
    String text = "[" + Reading.line(1) + "," + Reading.line(2) + "]";
    byte[] whole = text.getBytes(StandardCharsets.UTF_8);
    for (int cut = 2; cut < whole.length; cut++) {
      byte[] bytes = Arrays.copyOf(whole, cut);
      for (String name : List.of("a.json", "a.json.gz")) {
        byte[] file = name.endsWith(".gz") ? Reading.gzip(bytes) : bytes;

        List<ArchiveRecord> records = Reading.all(Reading.write(folder.resolve(name), file));

        assertThat(Reading.rejected(records.get(records.size() - 1)).reason())
            .as("cut after %d bytes", cut)
            .isEqualTo(RejectionReason.TRUNCATED_FILE);
        records.subList(0, records.size() - 1).forEach(Reading::conversation);
        assertThat(records)
            .hasSize(
                cut <= Reading.line(1).getBytes(StandardCharsets.UTF_8).length
                    ? 1
                    : 2 + (cut == whole.length - 1 ? 1 : 0));
      }
    }
  }

  @Test
  void zstandardThatIsCutOrDamagedIsSaidToBe() {
    byte[] whole = Zstd.compress(records("\n").getBytes(StandardCharsets.UTF_8));
    for (int cut = 5; cut < whole.length; cut++) {
      List<ArchiveRecord> records =
          Reading.all(Reading.write(folder.resolve("a.jsonl.zst"), Arrays.copyOf(whole, cut)));

      assertThat(Reading.rejected(records.get(records.size() - 1)).reason())
          .as("cut after %d bytes", cut)
          .isEqualTo(RejectionReason.TRUNCATED_FILE);
    }
    byte[] damaged = whole.clone();
    damaged[whole.length - 3] ^= 0x55;
    List<ArchiveRecord> records =
        Reading.all(Reading.write(folder.resolve("b.jsonl.zst"), damaged));
    assertThat(records).anyMatch(record -> record instanceof ArchiveRecord.Rejected);
  }

  @Test
  void aBrokenFirstLineIsOneBrokenRecord() {
    for (String broken : List.of("{\"a\": [1", "{\"a\": \"b", "[1, 2", "{oops")) {
      List<ArchiveRecord> records =
          Reading.all(
              Reading.write(folder.resolve("a.jsonl"), broken + "\n" + records("\n") + "\n"));

      assertThat(records).as(broken).hasSize(RECORDS + 1);
      assertThat(Reading.rejected(records.get(0)).reason()).isEqualTo(RejectionReason.BROKEN_JSON);
    }
  }

  @Test
  void aValueOverTheLimitIsTooLargeAndTheNextIsRead() {
    String large =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(200_000) + "\"}]}";
    Path file =
        Reading.write(
            folder.resolve("a.json"),
            "[" + Reading.line(1) + "," + large + "," + Reading.line(2) + "]");

    List<ArchiveRecord> records =
        Reading.all(file, 1 << 20, new ReadLimits(Reading.line(1).length() + 10, 64));

    assertThat(Reading.lines(records)).containsExactly(1L, 2L, 3L);
    assertThat(Reading.rejected(records.get(1)).reason()).isEqualTo(RejectionReason.TOO_LARGE);
    assertThat(Reading.rejected(records.get(1)).raw()).isEqualTo(large.substring(0, 64));
    Reading.conversation(records.get(2));
  }

  @Test
  void aFileOfLinesThatGrowsGivesWhatItHadAndTheRestNextTime() throws IOException {
    String half = Reading.line(3).substring(0, 40);
    Path file =
        Reading.write(
            folder.resolve("a.jsonl"), Reading.line(1) + "\n" + Reading.line(2) + "\n" + half);
    ArchiveSplit split = ArchiveFile.inspect(file).splits().get(0);
    Files.writeString(
        file, Reading.line(3).substring(40) + "\n" + Reading.line(4), StandardOpenOption.APPEND);

    List<ArchiveRecord> records = Reading.split(split, ReadLimits.STANDARD);

    assertThat(records).hasSize(3);
    assertThat(conversations(records.subList(0, 2))).isEqualTo(expected().subList(0, 2));
    assertThat(Reading.rejected(records.get(2)).reason()).isEqualTo(RejectionReason.TRUNCATED_FILE);
    assertThat(conversations(Reading.all(file))).isEqualTo(expected().subList(0, 4));
  }
}
