package dev.assay.archive.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.ReadOptions;
import dev.assay.archive.Reading;
import dev.assay.archive.file.ArchiveFile;
import dev.assay.archive.file.ArchiveSplit;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with the file: a process with 64 MB reads several times as much. */
class SmallHeapTest {

  private static final int RECORDS = 20_000;
  private static final int TEXT_CHARS = 15_000;

  @TempDir Path folder = Path.of("");

  @Test
  void threeHundredMegabytesAreReadInASmallHeap() throws Exception {
    Path plain = folder.resolve("a.jsonl");
    Path gzip = folder.resolve("b.jsonl.gz");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(plain), 1 << 20)) {
      write(out);
    }
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip), 1 << 16)) {
      write(out);
    }
    assertThat(Files.size(plain)).isGreaterThan(300_000_000);

    assertThat(count(plain)).isEqualTo("accepted 20000, last line 20000, splits 18");
    assertThat(count(gzip)).isEqualTo("accepted 20000, last line 20000, splits 4");
  }

  @Test
  void aRowGroupLargerThanTheHeapIsRead() throws Exception {
    String text = "Where is my parcel? ".repeat(TEXT_CHARS / 5);
    List<String> records =
        IntStream.range(0, 2_000)
            .mapToObj(
                i ->
                    "{\"messages\":[{\"sender\":\"user\",\"message\":\"%d %s\"}]}"
                        .formatted(i, text))
            .toList();
    Path file =
        NativeParquet.write(
            folder.resolve("c.parquet"),
            NativeParquet.SCHEMA,
            1L << 30,
            NativeParquet.rows(records),
            CompressionCodecName.UNCOMPRESSED);
    assertThat(Files.size(file)).isGreaterThan(100_000_000);

    assertThat(count(file)).endsWith("accepted 2000, last line 2000, splits 1");
  }

  private static void write(OutputStream out) throws IOException {
    String text = "Where is my parcel? ".repeat(TEXT_CHARS / 20);
    byte[] line =
        ("{\"messages\":[{\"sender\":\"user\",\"message\":\"" + text + "\"}]}\n")
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < RECORDS; i++) {
      out.write(line);
    }
  }

  private String count(Path file) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Count.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.waitFor();
    return Files.readString(output).strip();
  }

  /** The program of the small process. */
  static final class Count {

    private Count() {}

    public static void main(String[] arguments) throws IOException {
      long accepted = 0;
      long lastLine = 0;
      ArchiveFile file = ArchiveFile.inspect(Path.of(arguments[0]));
      for (ArchiveSplit split : file.splits()) {
        try (ArchiveRecords records =
            ArchiveReader.read(split, ReadOptions.of(Reading.ORG), ReadLimits.STANDARD)) {
          while (records.hasNext()) {
            ArchiveRecord record = records.next();
            accepted += record instanceof ArchiveRecord.Accepted ? 1 : 0;
            lastLine = record.line();
          }
        }
      }
      System.out.printf(
          "accepted %d, last line %d, splits %d%n", accepted, lastLine, file.splits().size());
    }
  }
}
