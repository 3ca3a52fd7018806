package dev.assay.results.rewrite;

import dev.assay.results.AssayTable;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileReader;
import dev.assay.results.file.DataFileWriter;
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
 * @param files their paths, in the order of their rows
 */
public record FileMerge(
    AssayTable table, String folder, Map<String, String> partition, List<String> files)
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
      for (String file : files) {
        try (DataFileReader reader =
            DataFileReader.open(Path.of(file), columns, Optional.empty())) {
          @Nullable Object[] row = reader.read();
          while (row != null) {
            writer.write(row);
            row = reader.read();
          }
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      writer.close();
      throw e;
    }
    return writer.finish();
  }
}
