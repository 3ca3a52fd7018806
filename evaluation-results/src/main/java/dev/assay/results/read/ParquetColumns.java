package dev.assay.results.read;

import dev.assay.results.file.BufferedInput;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.filter2.columnindex.ColumnIndexStore;
import org.apache.parquet.internal.filter2.columnindex.RowRanges;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * An open Parquet file of which some columns of some rows are read, again and again: of each column
 * only the pages that hold such rows. What is known of where pages lie stays in memory. Not
 * thread-safe.
 */
final class ParquetColumns implements Closeable {

  private final ParquetFileReader reader;
  private final MessageType schema;
  private final String createdBy;
  private final Map<String, ColumnDescriptor> columns = new HashMap<>();

  /** Takes rows as they are read. */
  @FunctionalInterface
  interface RowVisitor {
    /**
     * Takes a row.
     *
     * @param position of the row in the file, from 0
     * @param values of the columns, until this returns
     * @return whether more rows are wanted
     */
    boolean visit(int position, RowCursor values);
  }

  private ParquetColumns(ParquetFileReader reader) {
    this.reader = reader;
    this.schema = reader.getFileMetaData().getSchema();
    this.createdBy = reader.getFileMetaData().getCreatedBy();
    for (ColumnDescriptor column : schema.getColumns()) {
      columns.putIfAbsent(column.getPath()[0], column);
    }
  }

  /** Opens a file. */
  static ParquetColumns open(Path file) throws IOException {
    return new ParquetColumns(BufferedInput.open(file));
  }

  /** Reads all rows. */
  void read(List<String> names, RowVisitor visitor) throws IOException {
    int first = 0;
    for (int group = 0; group < reader.getRowGroups().size(); group++) {
      int count = Math.toIntExact(reader.getRowGroups().get(group).getRowCount());
      if (!read(group, first, null, names, visitor)) {
        return;
      }
      first = Math.addExact(first, count);
    }
  }

  /**
   * Reads some rows.
   *
   * @param positions of the rows in the file, ascending, each once
   */
  void read(int[] positions, List<String> names, RowVisitor visitor) throws IOException {
    int first = 0;
    int taken = 0;
    for (int group = 0; group < reader.getRowGroups().size() && taken < positions.length; group++) {
      int beyond = Math.toIntExact(first + reader.getRowGroups().get(group).getRowCount());
      int from = taken;
      while (taken < positions.length && positions[taken] < beyond) {
        taken++;
      }
      int begin = first;
      int[] within =
          Arrays.stream(positions, from, taken).map(position -> position - begin).toArray();
      if (within.length > 0 && !read(group, first, within, names, visitor)) {
        return;
      }
      first = beyond;
    }
  }

  private boolean read(
      int group, int first, int @Nullable [] rows, List<String> names, RowVisitor visitor)
      throws IOException {
    int count = Math.toIntExact(reader.getRowGroups().get(group).getRowCount());
    if (count == 0) {
      return true;
    }
    List<@Nullable ColumnDescriptor> wanted = new ArrayList<>();
    names.forEach(name -> wanted.add(columns.get(name)));
    int[] asked = rows == null ? null : withNeighbour(rows, count);
    try (Pages pages = pages(group, count, asked, wanted)) {
      RowCursor cursor = cursor(pages.store(), wanted);
      PrimitiveIterator.OfInt positions =
          (rows == null ? IntStream.range(0, count) : Arrays.stream(rows)).iterator();
      while (positions.hasNext()) {
        int position = positions.nextInt();
        cursor.advance(
            asked == null || pages.areAll() ? position : Arrays.binarySearch(asked, position));
        if (!visitor.visit(first + position, cursor)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * The rows, and one more beside the last. The readers of columns take themselves for done when
   * the last row is the next one and the page that they are in ends before it.
   */
  private static int[] withNeighbour(int[] rows, int count) {
    int last = rows[rows.length - 1];
    int neighbour = last + 1 < count ? last + 1 : last - 1;
    return neighbour < 0
        ? rows
        : IntStream.concat(Arrays.stream(rows), IntStream.of(neighbour))
            .sorted()
            .distinct()
            .toArray();
  }

  private Pages pages(
      int group, int count, int @Nullable [] rows, List<@Nullable ColumnDescriptor> wanted)
      throws IOException {
    ColumnIndexStore indexes = indexes(group);
    List<ColumnDescriptor> present =
        wanted.stream().flatMap(Stream::ofNullable).distinct().toList();
    reader.setRequestedSchema(present);
    if (rows == null || rows.length == count || !areIndexed(indexes, present)) {
      return new Pages(reader.readRowGroup(group), true);
    }
    return new Pages(reader.readFilteredRowGroup(group, ranges(rows, count)), false);
  }

  /** Where the pages of a row group's columns lie; read once, for all columns. */
  private ColumnIndexStore indexes(int group) {
    reader.setRequestedSchema(List.copyOf(columns.values()));
    return reader.getColumnIndexStore(group);
  }

  /** Old writers left that out. */
  private static boolean areIndexed(ColumnIndexStore indexes, List<ColumnDescriptor> present) {
    try {
      for (ColumnDescriptor column : present) {
        var unused = indexes.getOffsetIndex(ColumnPath.get(column.getPath()));
      }
      return true;
    } catch (ColumnIndexStore.MissingOffsetIndexException e) {
      return false;
    }
  }

  /** Ranges can only be had from pages, so each row is taken for one. */
  private static RowRanges ranges(int[] rows, int count) {
    return RowRanges.create(count, Arrays.stream(rows).iterator(), new RowsAsPages(count));
  }

  private record RowsAsPages(int count) implements OffsetIndex {
    @Override
    public int getPageCount() {
      return count;
    }

    @Override
    public long getOffset(int page) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int getCompressedPageSize(int page) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long getFirstRowIndex(int page) {
      return page;
    }
  }

  private RowCursor cursor(PageReadStore pages, List<@Nullable ColumnDescriptor> wanted) {
    ColumnReadStoreImpl readers = new ColumnReadStoreImpl(pages, new NoGroup(), schema, createdBy);
    return new RowCursor(
        wanted.stream()
            .map(
                column ->
                    column == null
                        ? RowCursor.Column.ABSENT
                        : RowCursor.Column.of(readers.getColumnReader(column)))
            .toArray(RowCursor.Column[]::new));
  }

  /** Pages of a row group, that give all of its rows or those that are asked for alone. */
  private record Pages(PageReadStore store, boolean areAll) implements AutoCloseable {
    @Override
    public void close() {
      store.close();
    }
  }

  /** Takes no values: they are asked of the readers. */
  private static final class NoGroup extends GroupConverter {
    @Override
    public Converter getConverter(int field) {
      return new NoValue();
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }

  private static final class NoValue extends PrimitiveConverter {
    @Override
    public GroupConverter asGroupConverter() {
      return new NoGroup();
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
