package dev.assay.archive.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.assay.archive.ContentHash;
import dev.assay.archive.Reading;
import dev.assay.archive.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedFilesTest {

  @TempDir Path folder = Path.of("");

  private static String lines(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(number -> Reading.line(number) + "\n")
        .collect(Collectors.joining());
  }

  private static byte[] joined(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private List<ArchiveRecord> gzip(byte[] bytes) {
    return Reading.all(Reading.write(folder.resolve("a.jsonl.gz"), bytes));
  }

  @Test
  void aGzipFileThatIsCutAnywhereGivesItsWholeLinesAndThenOneTruncatedFile() {
    byte[] whole = joined(Reading.gzip(lines(0, 3)), Reading.gzip(lines(3, 6)));
    int secondMember = Reading.gzip(lines(0, 3)).length;
    for (int cut = 0; cut < whole.length; cut++) {
      List<ArchiveRecord> records = gzip(Arrays.copyOf(whole, cut));

      List<ArchiveRecord> read = records;
      if (cut != secondMember) {
        ArchiveRecord last = records.get(records.size() - 1);
        assertThat(Reading.rejected(last).reason())
            .as("cut after %d bytes", cut)
            .isEqualTo(RejectionReason.TRUNCATED_FILE);
        read = records.subList(0, records.size() - 1);
      }
      assertThat(read).allSatisfy(Reading::conversation);
      assertThat(Reading.lines(records))
          .isEqualTo(IntStream.rangeClosed(1, records.size()).mapToObj(i -> (long) i).toList());
    }
  }

  @Test
  void membersFollowOneAnotherAndZerosMayFollowTheLast() {
    byte[] members = joined(Reading.gzip(lines(0, 2)), Reading.gzip(""), Reading.gzip(lines(2, 4)));

    assertThat(gzip(members)).hasSize(4).allSatisfy(Reading::conversation);
    assertThat(gzip(joined(members, new byte[512]))).hasSize(4).allSatisfy(Reading::conversation);
  }

  @Test
  void whatFollowsAGzipMemberAndIsNoneIsNotReadInSilence() {
    byte[] member = Reading.gzip(lines(0, 2));
    byte[] junk = "junk".getBytes(StandardCharsets.UTF_8);

    for (byte[] bytes : List.of(joined(member, junk), joined(member, new byte[9], junk))) {
      List<ArchiveRecord> records = gzip(bytes);
      assertThat(records).hasSize(3);
      assertThat(Reading.rejected(records.get(2)).reason())
          .isEqualTo(RejectionReason.UNREADABLE_FILE);
    }
  }

  @Test
  void aGzipHeaderMayCarryItsOptionalFields() {
    byte[] plain = Reading.gzip(lines(0, 2));
    byte[] header = {
      0x1F, (byte) 0x8B, 8, 0x1E, 0, 0, 0, 0, 0, 3, 2, 0, 'x', 'y', 'n', 0, 'c', 0, 1, 2
    };

    assertThat(gzip(joined(header, Arrays.copyOfRange(plain, 10, plain.length))))
        .hasSize(2)
        .allSatisfy(Reading::conversation);
  }

  @Test
  void aFileThatIsNamedGzipAndIsNeitherThatNorTextIsUnreadable() {
    assertThat(gzip(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}))
        .singleElement()
        .satisfies(
            record ->
                assertThat(Reading.rejected(record).message())
                    .isEqualTo(
                        "Cannot read archive %s: Invalid gzip data: it has no gzip header"
                            .formatted(folder.resolve("a.jsonl.gz"))));
  }

  @Test
  void damagedCompressedBytesAreSaidInNoLibrarysWords() {
    byte[] gzip = Reading.gzip(lines(0, 6));
    Arrays.fill(gzip, 12, 40, (byte) 0xFF);
    assertThat(Reading.rejected(gzip(gzip).get(0)).message())
        .endsWith(".gz: Invalid gzip data: its compressed bytes are damaged");

    byte[] text = lines(0, 6).getBytes(StandardCharsets.UTF_8);
    byte[] zstd = Zstd.compress(text);
    Arrays.fill(zstd, 10, 40, (byte) 0xFF);
    assertThat(zstandard(zstd))
        .endsWith(".zst: Invalid Zstandard data: its compressed bytes are damaged");
    assertThat(zstandard(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}))
        .endsWith(".zst: Invalid Zstandard data: it has no Zstandard header");
    // A frame whose window is of 2^30 bytes.
    assertThat(
            zstandard(
                new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) (20 << 3), 1, 0, 0}))
        .endsWith("its window is larger than 128 MiB; compress it without --long");
    try (ZstdCompressCtx checked = new ZstdCompressCtx()) {
      byte[] summed = checked.setChecksum(true).compress(text);
      summed[summed.length - 1] ^= 1;
      assertThat(zstandard(summed))
          .endsWith(".zst: Invalid Zstandard data: its checksum does not match");
    }
  }

  private String zstandard(byte[] bytes) {
    List<ArchiveRecord> records = Reading.all(Reading.write(folder.resolve("a.jsonl.zst"), bytes));
    return Reading.rejected(records.get(records.size() - 1)).message();
  }

  @Test
  void tablesThatCannotBeReadOnSayWhy() {
    for (String row : List.of("2,\"[{}]\n3,y\n", "2,\"[]\"x\n3,y\n")) {
      assertThat(table("id,messages\n1,x\n" + row))
          .endsWith(
              "a.csv: a quotation mark of row 2 has no end, or something other than a comma follows"
                  + " it; one within a cell is written twice; the rest of the file is not read");
    }
    assertThat(table("id,messages\n1," + "x".repeat(20_000_001) + "\n"))
        .endsWith(
            "a.csv: a cell of row 1 has more than 20,000,000 characters; the rest of the file is"
                + " not read");
  }

  private String table(String text) {
    List<ArchiveRecord> records = Reading.all(Reading.write(folder.resolve("a.csv"), text));
    return Reading.rejected(records.get(records.size() - 1)).message();
  }

  @Test
  void aFlippedBitInGzipDataIsNeverReadInSilence() {
    byte[] whole = Reading.gzip(lines(0, 6));
    List<ArchiveRecord> undamaged = gzip(whole);
    for (int at = 10; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;

      List<ArchiveRecord> records = gzip(damaged);

      boolean onlyPaddingBits = records.equals(undamaged);
      assertThat(
              onlyPaddingBits
                  || records.stream().anyMatch(ArchiveRecord.Rejected.class::isInstance))
          .as("bit flipped in byte %d", at)
          .isTrue();
    }
  }

  /** Whatever the bytes: one record for each line that is not blank, with that line's number. */
  @Test
  void mutatedLinesAreNeverAnExceptionAndAlwaysOneRecordALine() {
    Random random = new Random(20261103);
    List<String> seeds = new ArrayList<>();
    seeds.add(Reading.line(1));
    seeds.add(
        """
        {"messages":[{"role":"user","content":["a",{"text":"b"}]},{"role":"assistant",\
        "tool_calls":[{"id":"1","function":{"name":"f","arguments":{"a":[1.0,null]}}}]},\
        {"role":"tool","tool_call_id":"1","content":null}],"created_at":"2026-11-03T10:00:00Z",\
        "tags":{"a":null},"simulation":{"simulation_unit_test_set_run_id":"r",\
        "unit_test_id":"t","run_index":3}}""");
    seeds.add("{\"task_id\":1,\"trial\":0,\"traj\":[{\"role\":\"user\",\"content\":\"\\ud83d\"}]}");
    for (int round = 0; round < 2_000; round++) {
      // Its first line says that it is a file of lines.
      byte[] bytes =
          joined((Reading.line(0) + "\n").getBytes(StandardCharsets.UTF_8), mutated(seeds, random));

      List<ArchiveRecord> records = Reading.all(Reading.write(folder.resolve("a.jsonl"), bytes));

      assertThat(Reading.lines(records)).as("round %d", round).isEqualTo(recordLines(bytes));
      for (ArchiveRecord record : records) {
        if (record instanceof ArchiveRecord.Accepted accepted) {
          assertThat(ContentHash.of(accepted.conversation())).hasSize(32);
        }
      }
    }
  }

  private static byte[] mutated(List<String> seeds, Random random) {
    String text =
        IntStream.range(0, 1 + random.nextInt(4))
            .mapToObj(i -> seeds.get(random.nextInt(seeds.size())))
            .collect(Collectors.joining("\n"));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String likely = "{}[]\",:\n\\0 1nt\u00ff";
    for (int i = random.nextInt(6); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          random.nextBoolean()
              ? (byte) random.nextInt(256)
              : (byte) likely.charAt(random.nextInt(likely.length()));
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  private static List<Long> recordLines(byte[] bytes) {
    List<Long> lines = new ArrayList<>();
    String[] texts = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1);
    for (int i = 0; i < texts.length; i++) {
      if (!texts[i].matches("[ \t\r]*")) {
        lines.add(i + 1L);
      }
    }
    return lines;
  }
}
