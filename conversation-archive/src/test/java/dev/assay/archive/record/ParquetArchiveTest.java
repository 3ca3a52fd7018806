package dev.assay.archive.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Reading;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.file.ArchiveFile;
import dev.assay.archive.record.ArchiveRecord.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetArchiveTest {

  private static final String FULL =
      """
      {"id":"ticket-9","org_id":"acme","service_id":"s","user_id":"u",\
      "created_at":"2026-11-03T10:00:00.123456Z","is_finished":false,\
      "tags":{"a":"1","b":null},"simulation":{"simulation_unit_test_set_run_id":"r",\
      "unit_test_id":"t","run_index":3},"messages":[{"id":"m1","interaction_id":"i1",\
      "created_at":"2026-11-03T10:00:01Z","sender":"agent","message_type":"agent-message",\
      "message":"Grüße 🙂","tool_calls":[{"name":"f","arguments":"{\\"a\\": 1}","result":"r",\
      "error":null},{"name":"g","arguments":""}]},{"sender":"user","message":"Hm"}]}""";

  @TempDir Path folder = Path.of("");

  private Path write(MessageType schema, List<Group> rows) throws IOException {
    return NativeParquet.write(
        folder.resolve("a.parquet"), schema, 1 << 20, rows, CompressionCodecName.ZSTD);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
  void theUsualCompressionsAreRead(CompressionCodecName codec) throws IOException {
    List<Group> rows = NativeParquet.rows(List.of(FULL));
    Path file = folder.resolve("a.parquet");
    NativeParquet.write(file, NativeParquet.SCHEMA, 1 << 20, rows, codec);

    assertThat(Reading.conversation(Reading.all(file).get(0)).externalId()).isEqualTo("ticket-9");
  }

  @Test
  void aRowIsReadLikeTheSameLine() throws IOException {
    List<String> records = List.of(FULL, Reading.line(1), "{\"messages\":[]}");
    Path parquet = NativeParquet.write(folder.resolve("a.parquet"), 1 << 20, records);
    Path lines = Reading.write(folder.resolve("a.jsonl"), String.join("\n", records));

    assertThat(Reading.all(parquet)).isEqualTo(Reading.all(lines)).hasSize(3);
  }

  @Test
  void rowGroupsAreSplitsWithTheirRowNumbers() throws IOException {
    List<String> records = IntStream.range(0, 500).mapToObj(Reading::line).toList();
    Path file = NativeParquet.write(folder.resolve("a.parquet"), 4_000, records);

    assertThat(Reading.inspect(file, 1).splits()).hasSizeGreaterThan(5);
    List<ArchiveRecord> whole = Reading.all(file);
    assertThat(whole).hasSize(500).allSatisfy(Reading::conversation);
    assertThat(Reading.lines(whole))
        .isEqualTo(IntStream.rangeClosed(1, 500).mapToObj(i -> (long) i).toList());
    for (long splitBytes : List.of(1L, 2_000L, 10_000L)) {
      assertThat(Reading.all(file, splitBytes, ReadLimits.STANDARD)).isEqualTo(whole);
    }
  }

  @Test
  void aRowThatCannotBeReadIsRejectedAndTheRestGoesOn() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message c { optional binary id (STRING);"
                + " repeated group messages { optional binary sender; optional binary message; } }");
    Group broken = new SimpleGroup(schema);
    broken.add("id", Binary.fromConstantByteArray(new byte[] {(byte) 0xFF}));
    Group whole = new SimpleGroup(schema);
    whole.addGroup("messages").append("sender", "user").append("message", "hi");
    Path file = write(schema, List.of(broken, whole));

    List<ArchiveRecord> records = Reading.all(file);

    assertThat(Reading.rejected(records.get(0)).reason())
        .isEqualTo(RejectionReason.INVALID_ENCODING);
    assertThat(Reading.conversation(records.get(1)).messages()).hasSize(1);
    assertThat(Reading.lines(records)).containsExactly(1L, 2L);
  }

  @Test
  void aRowWhoseTextsAreOverTheLimitIsTooLargeAndTheRestGoesOn() throws IOException {
    String large = Reading.line(1).replace("On its way", "On its way. ".repeat(100));
    Path file =
        NativeParquet.write(
            folder.resolve("a.parquet"), 1 << 20, List.of(Reading.line(7), large, Reading.line(8)));

    List<ArchiveRecord> records =
        Reading.all(file, ArchiveFile.SPLIT_BYTES, new ReadLimits(1000, 20));

    Reading.conversation(records.get(0));
    assertThat(Reading.rejected(records.get(1)).reason()).isEqualTo(RejectionReason.TOO_LARGE);
    assertThat(Reading.rejected(records.get(1)).raw()).isEqualTo("{\"id\":\"0000000000000");
    Reading.conversation(records.get(2));
    assertThat(Reading.lines(records)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void rowsOfARowGroupWithAPageThatDoesNotFitAreTooLargeAndTheOthersAreRead() throws IOException {
    Random random = new Random(1);
    byte[] bytes = new byte[20_000];
    random.nextBytes(bytes);
    String large = Reading.line(1).replace("On its way", HexFormat.of().formatHex(bytes));
    Path file =
        NativeParquet.write(
            folder.resolve("a.parquet"), 10_000, List.of(large, Reading.line(2), Reading.line(3)));
    assertThat(Reading.inspect(file, 1).splits()).hasSizeGreaterThan(1);

    List<ArchiveRecord> records = Reading.all(file, 1, new ReadLimits(1000, 20));

    assertThat(Reading.lines(records)).containsExactly(1L, 2L, 3L);
    assertThat(Reading.rejected(records.get(0)).message())
        .startsWith("Cannot take in a row of a row group with a page of more than 16,000 bytes");
    Reading.conversation(records.get(2));
  }

  @Test
  void aFileWithoutAnyKnownColumnHasNoMessages() throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType("message c { optional int32 x; }");
    Group row = new SimpleGroup(schema).append("x", 1);

    List<ArchiveRecord> records = Reading.all(write(schema, List.of(row)));

    assertThat(Reading.rejected(records.get(0)).reason())
        .isEqualTo(RejectionReason.NO_MESSAGES_LIST);
  }

  @Test
  void timesOfEveryUnitAndListsOfOldWritersAreRead() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message c {
              optional int96 created_at;
              optional group messages (LIST) {
                repeated group array {
                  optional binary sender (STRING);
                  optional binary message (STRING);
                  optional int64 created_at (TIMESTAMP(NANOS,true));
                }
              }
            }
            """);
    Group row = new SimpleGroup(schema);
    row.add("created_at", new NanoTime(2_440_589, 1_500_000_000L));
    row.addGroup("messages")
        .addGroup("array")
        .append("sender", "user")
        .append("message", "hi")
        .append("created_at", 1_999_999_999L);
    Path file = write(schema, List.of(row));

    Conversation conversation = Reading.conversation(Reading.all(file).get(0));

    assertThat(conversation.createdAt()).isEqualTo("1970-01-02T00:00:01.500Z");
    assertThat(conversation.messages().get(0).createdAt()).isEqualTo("1970-01-01T00:00:01.999999Z");
  }

  @Test
  void aParquetFileThatIsCutAnywhereIsTruncated() throws IOException {
    Path file = NativeParquet.write(folder.resolve("a.parquet"), 1 << 20, List.of(FULL));
    byte[] whole = Files.readAllBytes(file);
    for (int cut = 0; cut < whole.length; cut += 11) {
      List<ArchiveRecord> records = Reading.all(Reading.write(file, Arrays.copyOf(whole, cut)));

      assertThat(records).hasSize(1);
      assertThat(Reading.rejected(records.get(0)).reason())
          .as("cut after %d bytes", cut)
          .isEqualTo(RejectionReason.TRUNCATED_FILE);
    }
  }

  @Test
  void damagedBytesAreNeverAnException() throws IOException {
    List<String> rows = IntStream.range(0, 40).mapToObj(Reading::line).toList();
    Path file = NativeParquet.write(folder.resolve("a.parquet"), 2_000, rows);
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(7);
    for (int round = 0; round < 150; round++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);

      List<ArchiveRecord> records = Reading.all(Reading.write(file, damaged));

      assertThat(Reading.lines(records)).as("round %d", round).isSorted().doesNotHaveDuplicates();
      assertThat(records.size() >= 40 || hasRejected(records)).as("round %d", round).isTrue();
    }
  }

  @Test
  void whatIsWrongWithAParquetFileIsSaidInNoLibrarysWords() throws IOException {
    List<String> rows = IntStream.range(0, 40).mapToObj(Reading::line).toList();
    Path file = NativeParquet.write(folder.resolve("a.parquet"), 2_000, rows);
    byte[] whole = Files.readAllBytes(file);

    assertThat(first(file, "id,messages\n1,2\n".getBytes(StandardCharsets.UTF_8)).message())
        .isEqualTo(
            "Cannot read archive %s: it is no Parquet file, which begins and ends with PAR1"
                .formatted(file));
    byte[] footer = whole.clone();
    Arrays.fill(footer, whole.length - 60, whole.length - 8, (byte) 0xFF);
    assertThat(first(file, footer).message())
        .endsWith(": its footer is damaged; write the file anew");
    byte[] encrypted = whole.clone();
    encrypted[whole.length - 1] = 'E';
    assertThat(first(file, encrypted).message())
        .endsWith(": it is encrypted; write it without encryption");
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, 40, 240, (byte) 0xFF);
    Rejected rejected = first(file, damaged);
    assertThat(rejected.line()).isEqualTo(1);
    assertThat(rejected.message())
        .endsWith(
            ": row 1, and what follows, cannot be decoded, since its bytes are damaged; write the file anew");
  }

  @Test
  void aCompressionThatIsNotReadIsNamed() throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType("message m { required int32 id; }");
    Path file = folder.resolve("a.parquet");
    try (ParquetFileWriter writer =
        new ParquetFileWriter(
            new LocalOutputFile(file),
            schema,
            ParquetFileWriter.Mode.CREATE,
            1 << 20,
            0,
            64,
            64,
            false)) {
      writer.start();
      writer.startBlock(1);
      writer.startColumn(schema.getColumns().get(0), 1, CompressionCodecName.BROTLI);
      writer.writeDataPage(
          1,
          4,
          BytesInput.from(new byte[4]),
          Statistics.createStats(schema.getType(0)),
          1,
          Encoding.RLE,
          Encoding.RLE,
          Encoding.PLAIN);
      writer.endColumn();
      writer.endBlock();
      writer.end(Map.of());
    }

    assertThat(first(file, Files.readAllBytes(file)).message())
        .isEqualTo(
            "Cannot read archive %s: it is compressed with BROTLI, which is not read; write it with Snappy, gzip or Zstandard"
                .formatted(file));
  }

  private static Rejected first(Path file, byte[] bytes) {
    return Reading.all(Reading.write(file, bytes)).stream()
        .filter(Rejected.class::isInstance)
        .map(Reading::rejected)
        .findFirst()
        .orElseThrow();
  }

  private static boolean hasRejected(List<ArchiveRecord> records) {
    return records.stream().anyMatch(ArchiveRecord.Rejected.class::isInstance);
  }
}
