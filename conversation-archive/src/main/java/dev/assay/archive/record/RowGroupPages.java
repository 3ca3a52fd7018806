package dev.assay.archive.record;

import dev.assay.archive.file.ParquetParts;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.commons.io.IOUtils;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a row group, each read when its rows are: memory has a page of each column, and not
 * the row group, which some writers make as large as the file.
 */
final class RowGroupPages implements PageReadStore {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Map<ColumnPath, ColumnPages> columns = new HashMap<>();
  private final long rows;

  /**
   * @param size of the file, in bytes
   * @param mostBytes a page that has more, together with its compressed bytes, is not read: {@link
   *     PageTooLarge} is the cause of what is thrown
   */
  RowGroupPages(
      Path file, long size, BlockMetaData group, CompressionCodecFactory codecs, long mostBytes)
      throws IOException {
    this.rows = group.getRowCount();
    for (ColumnChunkMetaData column : group.getColumns()) {
      InputStream bytes = ParquetParts.bytes(file, column.getStartingPos(), size);
      columns.put(
          column.getPath(),
          new ColumnPages(column, new BufferedInputStream(bytes, BUFFER_BYTES), codecs, mostBytes));
    }
  }

  @Override
  public PageReader getPageReader(ColumnDescriptor column) {
    ColumnPages pages = columns.get(ColumnPath.get(column.getPath()));
    if (pages == null) {
      throw new IllegalStateException("Cannot find column " + column);
    }
    return pages;
  }

  @Override
  public long getRowCount() {
    return rows;
  }

  @Override
  public void close() {
    // Nothing that was read depends on how a file that was only read is closed.
    columns.values().forEach(column -> IOUtils.closeQuietly(column.in));
  }

  /** A page is larger than what may be held. */
  static final class PageTooLarge extends IOException {
    private static final long serialVersionUID = 1;
  }

  private static final class ColumnPages implements PageReader {
    private final ColumnChunkMetaData column;
    private final InputStream in;
    private final CompressionCodecFactory codecs;
    private final long mostBytes;
    private long valuesLeft;

    /** The header of a page that was looked at and not read. */
    private @Nullable PageHeader ahead;

    ColumnPages(
        ColumnChunkMetaData column,
        InputStream in,
        CompressionCodecFactory codecs,
        long mostBytes) {
      this.column = column;
      this.in = in;
      this.codecs = codecs;
      this.mostBytes = mostBytes;
      this.valuesLeft = column.getValueCount();
    }

    @Override
    public long getTotalValueCount() {
      return column.getValueCount();
    }

    @Override
    public @Nullable DictionaryPage readDictionaryPage() {
      try {
        PageHeader header = header();
        if (header.getType() != PageType.DICTIONARY_PAGE) {
          ahead = header;
          return null;
        }
        return new DictionaryPage(
            decompressed(BytesInput.from(compressed(header)), header.getUncompressed_page_size()),
            header.getDictionary_page_header().getNum_values(),
            encoding(header.getDictionary_page_header().getEncoding()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public @Nullable DataPage readPage() {
      try {
        while (valuesLeft > 0) {
          PageHeader header = header();
          byte[] compressed = compressed(header);
          if (header.isSetData_page_header()) {
            return page(header, header.getData_page_header(), compressed);
          }
          if (header.isSetData_page_header_v2()) {
            return page(header, header.getData_page_header_v2(), compressed);
          }
        }
        return null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private PageHeader header() throws IOException {
      PageHeader header = ahead == null ? Util.readPageHeader(in) : ahead;
      ahead = null;
      return header;
    }

    private DataPage page(PageHeader header, DataPageHeader data, byte[] compressed)
        throws IOException {
      valuesLeft -= data.getNum_values();
      return new DataPageV1(
          decompressed(BytesInput.from(compressed), header.getUncompressed_page_size()),
          data.getNum_values(),
          header.getUncompressed_page_size(),
          null,
          encoding(data.getRepetition_level_encoding()),
          encoding(data.getDefinition_level_encoding()),
          encoding(data.getEncoding()));
    }

    private DataPage page(PageHeader header, DataPageHeaderV2 data, byte[] compressed)
        throws IOException {
      valuesLeft -= data.getNum_values();
      int repetitions = data.getRepetition_levels_byte_length();
      int levels = Math.addExact(repetitions, data.getDefinition_levels_byte_length());
      BytesInput values = BytesInput.from(compressed, levels, compressed.length - levels);
      return DataPageV2.uncompressed(
          data.getNum_rows(),
          data.getNum_nulls(),
          data.getNum_values(),
          BytesInput.from(compressed, 0, repetitions),
          BytesInput.from(compressed, repetitions, levels - repetitions),
          encoding(data.getEncoding()),
          data.isIs_compressed()
              ? decompressed(values, header.getUncompressed_page_size() - levels)
              : values,
          null);
    }

    /** The bytes of a page as they stand in the file. */
    private byte[] compressed(PageHeader header) throws IOException {
      int size = header.getCompressed_page_size();
      int decoded = header.getUncompressed_page_size();
      if (size < 0
          || decoded < 0
          || size > column.getTotalSize()
          || decoded > column.getTotalUncompressedSize()) {
        throw new IOException("Invalid page of %d bytes".formatted(size));
      }
      if ((long) size + decoded > mostBytes) {
        throw new PageTooLarge();
      }
      byte[] bytes = in.readNBytes(size);
      if (bytes.length < size) {
        throw new EOFException("the file ends within a page");
      }
      if (header.isSetCrc()) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        if ((int) crc.getValue() != header.getCrc()) {
          throw new IOException("Invalid page: its checksum does not match");
        }
      }
      return bytes;
    }

    /** At once: the decompressor is that of all columns. */
    private BytesInput decompressed(BytesInput bytes, int size) throws IOException {
      return BytesInput.from(
          codecs
              .getDecompressor(column.getCodec())
              .decompress(bytes, size)
              .toInputStream()
              .sliceBuffers(size));
    }

    private static Encoding encoding(org.apache.parquet.format.Encoding encoding) {
      return Encoding.valueOf(encoding.name());
    }
  }
}
