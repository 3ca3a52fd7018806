package dev.assay.archive.file;

import dev.assay.archive.file.ArchiveSplit.RowGroups;
import dev.assay.archive.file.InspectionPass.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;

/** Opens Parquet files of the local file system, and divides their row groups into parts. */
public final class ParquetParts {

  private ParquetParts() {}

  public static ParquetFileReader open(Path path) throws IOException {
    return ParquetFileReader.open(new LocalInputFile(path), options());
  }

  /** How Parquet is read: without Hadoop's configuration. */
  public static ParquetReadOptions options() {
    return new ParquetReadOptions.Builder(new PlainParquetConfiguration())
        .withUseHadoopVectoredIo(false)
        .build();
  }

  /** The bytes of a file from one offset to another; fails where the file has fewer. */
  public static InputStream bytes(Path path, long start, long end) throws IOException {
    return new FilePortion(path, start, end);
  }

  /**
   * Neighbouring row groups together, up to this many bytes; one part if there is no footer.
   *
   * @param constants what each row has beside what stands in the file
   */
  static List<Part> of(Path path, long splitBytes, Map<String, String> constants) {
    List<Part> parts = new ArrayList<>();
    try (ParquetFileReader reader = open(path)) {
      List<BlockMetaData> groups = reader.getRowGroups();
      int first = 0;
      long firstLine = 1;
      long bytes = 0;
      long rows = 0;
      for (int group = 0; group < groups.size(); group++) {
        bytes += groups.get(group).getCompressedSize();
        rows += groups.get(group).getRowCount();
        if (bytes >= splitBytes || group == groups.size() - 1) {
          parts.add(new Part(new RowGroups(first, group + 1, constants), firstLine));
          first = group + 1;
          firstLine += rows;
          bytes = 0;
          rows = 0;
        }
      }
    } catch (IOException | RuntimeException e) {
      // Reading this one part tells why the file has no readable footer.
      return List.of(new Part(new RowGroups(0, 0, constants), 1));
    }
    return parts.isEmpty() ? List.of(new Part(new RowGroups(0, 0, constants), 1)) : parts;
  }
}
