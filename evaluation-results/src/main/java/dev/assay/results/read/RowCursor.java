package dev.assay.results.read;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * The values of one row after the other, by the number of their column among those that are read. A
 * value that is null is read as such, or as 0. Not thread-safe.
 */
final class RowCursor {

  private final Column[] columns;
  private int row = -1;

  RowCursor(Column[] columns) {
    this.columns = columns;
  }

  /** Of the rows that are read, the number of the one that it is at; -1 before the first. */
  int row() {
    return row;
  }

  /** Goes on to a row. */
  void advance(int to) {
    while (row < to) {
      if (row >= 0) {
        for (Column column : columns) {
          column.next();
        }
      }
      row++;
    }
  }

  boolean isNull(int column) {
    return columns[column].isNull();
  }

  boolean truth(int column) {
    return !isNull(column) && columns[column].reader().getBoolean();
  }

  int integer(int column) {
    return isNull(column) ? 0 : columns[column].reader().getInteger();
  }

  long number(int column) {
    return isNull(column) ? 0 : columns[column].reader().getLong();
  }

  double real(int column) {
    return isNull(column) ? 0 : columns[column].reader().getDouble();
  }

  /** A text as UTF-8, which the reader may write over when the cursor goes on. */
  Binary bytes(int column) {
    return isNull(column) ? Binary.EMPTY : columns[column].reader().getBinary();
  }

  @Nullable String text(int column) {
    return isNull(column) ? null : columns[column].reader().getBinary().toStringUsingUTF8();
  }

  /** The texts of a list; it can be read once a row. */
  List<String> texts(int column) {
    return columns[column].texts();
  }

  /** A column of the file, or none. */
  static final class Column {
    static final Column ABSENT = new Column(null);

    private final @Nullable ColumnReader reader;
    private final int present;
    private final boolean repeats;
    private boolean isRead;

    private Column(@Nullable ColumnReader reader) {
      this.reader = reader;
      this.present = reader == null ? 0 : reader.getDescriptor().getMaxDefinitionLevel();
      this.repeats = reader != null && reader.getDescriptor().getMaxRepetitionLevel() > 0;
    }

    static Column of(ColumnReader reader) {
      return new Column(reader);
    }

    private ColumnReader reader() {
      if (reader == null) {
        throw new IllegalStateException("Cannot read a column that the file lacks");
      }
      return reader;
    }

    private boolean isNull() {
      return reader == null || reader.getCurrentDefinitionLevel() < present;
    }

    private List<String> texts() {
      if (reader == null) {
        return List.of();
      }
      List<String> texts = new ArrayList<>();
      do {
        if (!isNull()) {
          texts.add(reader.getBinary().toStringUsingUTF8());
        }
        reader.consume();
      } while (reader.getCurrentRepetitionLevel() > 0);
      isRead = true;
      return texts;
    }

    private void next() {
      if (reader == null) {
        return;
      }
      if (!isRead) {
        do {
          if (!isNull()) {
            reader.skip();
          }
          reader.consume();
        } while (repeats && reader.getCurrentRepetitionLevel() > 0);
      }
      isRead = false;
    }
  }
}
