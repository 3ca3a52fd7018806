package dev.assay.results.rewrite;

import dev.assay.results.AssayTable;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileReader;
import dev.assay.results.file.DataFileWriter;
import dev.assay.results.file.SortedFiles;
import io.delta.kernel.types.StructField;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Files of a table that are to become one.
 *
 * @param table the table
 * @param folder the table's
 * @param partition value of each partition column, which all have
 * @param files their paths
 * @param order the column of whole numbers that each is in the order of, and the one will be; empty
 *     when rows stay in the order of files
 */
public record FileMerge(
    AssayTable table,
    String folder,
    Map<String, String> partition,
    List<String> files,
    Optional<String> order)
    implements Serializable {

  private static final long ROW_GROUP_BYTES = 32 << 20;

  public FileMerge {
    partition = Map.copyOf(partition);
    files = List.copyOf(files);
  }

  /** Writes the one file. */
  public DataFile write() throws IOException {
    List<StructField> columns =
        table.schema().fields().stream()
            .filter(field -> !table.partitionColumns().contains(field.getName()))
            .toList();
    DataFileWriter writer = DataFileWriter.open(Path.of(folder), table, partition, ROW_GROUP_BYTES);
    try {
      if (order.isPresent()) {
        try (SortedFiles sorted = SortedFiles.open(files, columns, order.get(), Optional.empty())) {
          copy(sorted::read, writer);
        }
      } else {
        for (String file : files) {
          try (DataFileReader reader =
              DataFileReader.open(Path.of(file), columns, Optional.empty())) {
            copy(reader::read, writer);
          }
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      writer.close();
      throw e;
    }
    return writer.finish();
  }

  private interface Rows {
    @Nullable Object @Nullable [] read() throws IOException;
  }

  private static void copy(Rows rows, DataFileWriter writer) throws IOException {
    @Nullable Object[] row = rows.read();
    while (row != null) {
      writer.write(row);
      row = rows.read();
    }
  }
}
