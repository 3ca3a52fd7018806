package dev.assay.results.file;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter.PlainBinaryDictionaryValuesWriter;
import org.apache.parquet.column.values.factory.DefaultValuesWriterFactory;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;
import org.apache.parquet.column.values.fallback.FallbackValuesWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Parquet's own encodings, with a shortcut: a text that is the same object as the one before needs
 * no second look into the dictionary. Most columns of a result are the same for all rows of a file.
 */
final class RepeatedValues implements ValuesWriterFactory {

  private final DefaultValuesWriterFactory others = new DefaultValuesWriterFactory();
  private @Nullable ParquetProperties properties;

  @Override
  public void initialize(ParquetProperties given) {
    properties = given;
    others.initialize(given);
  }

  @Override
  public ValuesWriter newValuesWriter(ColumnDescriptor column) {
    ParquetProperties known = java.util.Objects.requireNonNull(properties, "initialize");
    if (column.getPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.BINARY
        || !known.isDictionaryEnabled(column)) {
      return others.newValuesWriter(column);
    }
    return FallbackValuesWriter.of(
        new RememberingDictionary(known),
        new PlainValuesWriter(
            known.getInitialSlabSize(), known.getPageSizeThreshold(), known.getAllocator()));
  }

  private static final class RememberingDictionary extends PlainBinaryDictionaryValuesWriter {
    private @Nullable Binary last;
    private int lastId;

    /** With the names that version 1 of the format has for it, which every reader knows. */
    @SuppressWarnings("deprecation")
    RememberingDictionary(ParquetProperties properties) {
      super(
          properties.getDictionaryPageSizeThreshold(),
          Encoding.PLAIN_DICTIONARY,
          Encoding.PLAIN_DICTIONARY,
          properties.getAllocator());
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public void writeBytes(Binary value) {
      if (value == last) {
        encodedValues.add(lastId);
        return;
      }
      super.writeBytes(value);
      last = value;
      lastId = binaryDictionaryContent.getInt(value);
    }

    @Override
    public void resetDictionary() {
      last = null;
      super.resetDictionary();
    }
  }
}
