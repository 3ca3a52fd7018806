package dev.assay.results.file;

import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file that was written for a table and is not yet part of it. Crosses from executors to
 * the driver.
 *
 * @param path absolute
 * @param bytes its size
 * @param modifiedAtMillis epoch milliseconds
 * @param partition value of each partition column, as text
 * @param rows how many rows
 * @param statistics of each statistics column that is not a partition column
 */
public record DataFile(
    String path,
    long bytes,
    long modifiedAtMillis,
    Map<String, String> partition,
    long rows,
    Map<String, ColumnStatistics> statistics)
    implements Serializable {

  /**
   * What is known of one column of a file.
   *
   * @param nulls how many rows are null
   * @param min smallest value, or null when unknown
   * @param max largest value, or null when unknown
   */
  public record ColumnStatistics(long nulls, @Nullable Object min, @Nullable Object max)
      implements Serializable {}
}
