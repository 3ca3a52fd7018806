package dev.assay.archive.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.archive.Reading;
import dev.assay.archive.record.ArchiveRecord;
import dev.assay.archive.record.ReadLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveFileTest {

  @TempDir Path folder = Path.of("");

  @Test
  void tellsHashSizeAndTime() throws IOException {
    Path file = Reading.write(folder.resolve("a.jsonl"), "abc");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-03T10:00:00.123456Z")));

    ArchiveFile inspected = ArchiveFile.inspect(file);

    assertThat(inspected.hash())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(inspected.size()).isEqualTo(3);
    assertThat(Instant.EPOCH.plusNanos(inspected.mtimeMicros() * 1_000))
        .isEqualTo("2026-11-03T10:00:00.123456Z");
    assertThat(inspected.splits())
        .containsExactly(
            new ArchiveSplit(
                file.toString(),
                inspected.hash(),
                3,
                inspected.mtimeMicros(),
                FileEncoding.PLAIN,
                new ArchiveSplit.Lines(0, 3),
                1,
                true));
  }

  @Test
  void aFileThatIsNotThereCannotBeInspected() {
    Path file = folder.resolve("absent.jsonl");

    assertThatThrownBy(() -> ArchiveFile.inspect(file))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot read archive " + file + ": no such file");
  }

  @Test
  void aFileThatIsNoArchiveCannotBeInspected() {
    assertThatThrownBy(() -> ArchiveFile.inspect(folder.resolve("a.txt")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Unsupported archive");
  }

  @Test
  void anEmptyFileIsOneSplitWithoutRecords() throws IOException {
    Path file = Reading.write(folder.resolve("a.jsonl"), "");

    assertThat(ArchiveFile.inspect(file).splits()).hasSize(1);
    assertThat(Reading.all(file)).isEmpty();
  }

  @Test
  void anySplitSizeGivesTheSameRecordsWithTheSameLineNumbers() {
    String text =
        "\n"
            + Reading.line(1)
            + "\nbroken\n\n\n"
            + Reading.line(2)
            + "\r\n"
            + "{\"messages\":[]}\n".repeat(9)
            + Reading.line(3);
    for (String end : List.of("", "\n", "\n\n", "{")) {
      Path file = Reading.write(folder.resolve("a.jsonl"), text + end);
      List<ArchiveRecord> whole = Reading.all(file);
      assertThat(whole).hasSize(13);
      for (int splitBytes = 1; splitBytes <= text.length() + 3; splitBytes++) {
        assertThat(Reading.all(file, splitBytes, ReadLimits.STANDARD))
            .as("splits of %d bytes", splitBytes)
            .isEqualTo(whole);
      }
    }
  }

  @Test
  void splitsCoverTheFileAndOnlyTheLastIsLast() throws IOException {
    Path file = Reading.write(folder.resolve("a.jsonl"), (Reading.line(1) + "\n").repeat(50));

    List<ArchiveSplit> splits = ArchiveFile.inspect(file, 400, Map.of()).splits();

    assertThat(splits).hasSizeGreaterThan(5);
    long at = 0;
    for (ArchiveSplit split : splits) {
      ArchiveSplit.Lines bytes = (ArchiveSplit.Lines) split.portion();
      assertThat(bytes.start()).isEqualTo(at);
      assertThat(split.last()).isEqualTo(bytes.end() == Files.size(file));
      at = bytes.end();
    }
    assertThat(at).isEqualTo(Files.size(file));
  }

  @Test
  void gzipIsOneSplit() {
    Path file = Reading.write(folder.resolve("a.jsonl.gz"), Reading.gzip(Reading.line(1)));

    assertThat(Reading.inspect(file, 1).splits()).hasSize(1);
  }

  @Test
  void aSplitTravelsToAnotherProcess() throws Exception {
    Path file = Reading.write(folder.resolve("a.jsonl"), Reading.line(1));
    ArchiveSplit split = ArchiveFile.inspect(file).splits().get(0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(split);
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(split);
    }
  }
}
