package dev.assay.archive;

import dev.assay.archive.file.ArchiveFile;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.record.ArchiveReader;
import dev.assay.archive.record.ArchiveRecord;
import dev.assay.archive.record.ArchiveRecord.Accepted;
import dev.assay.archive.record.ArchiveRecord.Rejected;
import dev.assay.archive.record.ArchiveRecords;
import dev.assay.archive.record.ReadLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Archives written and read for tests. */
public final class Reading {

  public static final String ORG = "acme";

  private Reading() {}

  public static List<ArchiveRecord> all(Path file) {
    return all(file, ArchiveFile.SPLIT_BYTES, ReadLimits.STANDARD);
  }

  public static List<ArchiveRecord> all(Path file, long splitBytes, ReadLimits limits) {
    List<ArchiveRecord> records = new ArrayList<>();
    for (ArchiveSplit split : inspect(file, splitBytes).splits()) {
      records.addAll(split(split, limits));
    }
    return records;
  }

  public static List<ArchiveRecord> split(ArchiveSplit split, ReadLimits limits) {
    List<ArchiveRecord> records = new ArrayList<>();
    try (ArchiveRecords reading = ArchiveReader.read(split, ReadOptions.of(ORG), limits)) {
      reading.forEachRemaining(records::add);
    }
    return records;
  }

  public static ArchiveFile inspect(Path file, long splitBytes) {
    try {
      return ArchiveFile.inspect(file, splitBytes, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Conversation conversation(ArchiveRecord record) {
    if (record instanceof Accepted accepted) {
      return accepted.conversation();
    }
    throw new AssertionError("expected a conversation, found " + record);
  }

  public static Rejected rejected(ArchiveRecord record) {
    if (record instanceof Rejected rejected) {
      return rejected;
    }
    throw new AssertionError("expected a rejected record, found " + record);
  }

  public static List<Long> lines(List<ArchiveRecord> records) {
    return records.stream().map(ArchiveRecord::line).toList();
  }

  public static Path write(Path file, String text) {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  public static Path write(Path file, byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] gzip(String text) {
    return gzip(text.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A small native record that says something of its own. */
  public static String line(int number) {
    return """
        {"id":"%024x","messages":[{"sender":"user","message":"Where is parcel %d? \u00e9\u20ac"},\
        {"sender":"agent","message":"On its way."}]}"""
        .formatted(number, number);
  }
}
