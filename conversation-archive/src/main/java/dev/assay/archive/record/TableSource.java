package dev.assay.archive.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.file.DecodedFile;
import dev.assay.archive.record.ArchiveRecord.Rejected;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file of comma-separated values, each as the object of its columns' names. An empty
 * cell is absent.
 */
final class TableSource implements RecordSource {
  private static final ObjectReader ROWS =
      new CsvMapper()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .readerFor(String[].class);

  private final ArchiveSplit split;
  private final SplitFile file;
  private final RecordParser parser;
  private final ReadLimits limits;
  private @Nullable MappingIterator<String[]> rows;
  private String[] columns = {};
  private long row;
  private boolean ended;

  TableSource(ArchiveSplit split, RecordParser parser, ReadLimits limits) {
    this.split = split;
    this.file = new SplitFile(split);
    this.parser = parser;
    this.limits = limits;
  }

  @Override
  public @Nullable ArchiveRecord next() {
    if (ended) {
      return null;
    }
    try {
      if (rows == null && !file.isUnchanged()) {
        return changed();
      }
      String[] cells = cells();
      if (cells == null) {
        ended = true;
        return file.isUnchanged() ? null : changed();
      }
      row++;
      return record(cells);
    } catch (EOFException e) {
      ended = true;
      return file.cut(row + 1, e, "");
    } catch (CharacterCodingException e) {
      ended = true;
      return new Rejected(
          row + 1,
          RejectionReason.INVALID_ENCODING,
          "Invalid encoding: the row is not UTF-8, and the rest of the file is not read",
          "");
    } catch (JsonProcessingException e) {
      ended = true;
      return new Rejected(
          row + 1,
          RejectionReason.UNREADABLE_FILE,
          "Cannot read archive %s: %s; the rest of the file is not read"
              .formatted(split.file(), flaw(e)),
          "");
    } catch (IOException e) {
      ended = true;
      return file.failed(row + 1, RejectionReason.UNREADABLE_FILE, e, "");
    }
  }

  private String flaw(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException
        || e.getCause() instanceof StreamConstraintsException) {
      return "a cell of row %d has more than %,d characters"
          .formatted(row + 1, ROWS.getFactory().streamReadConstraints().getMaxStringLength());
    }
    return "a quotation mark of row %d has no end, or something other than a comma follows it; one within a cell is written twice"
        .formatted(row + 1);
  }

  private String @Nullable [] cells() throws IOException {
    try {
      if (rows == null) {
        InputStreamReader text =
            new InputStreamReader(
                DecodedFile.open(
                    split, 0, split.encoding().isPlain() ? split.size() : Long.MAX_VALUE),
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT));
        rows = ROWS.readValues(text);
        columns = rows.hasNextValue() ? rows.nextValue() : columns;
        if (columns.length > 0 && columns[0].startsWith("\uFEFF")) {
          columns[0] = columns[0].substring(1);
        }
      }
      return rows.hasNextValue() ? rows.nextValue() : null;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private ArchiveRecord record(String[] cells) {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < Math.min(cells.length, columns.length); i++) {
      if (!cells[i].isEmpty()) {
        record.put(columns[i], cells[i]);
      }
    }
    try {
      if (cells.length != columns.length) {
        throw new UnreadableRecord(
            RejectionReason.WRONG_TYPE,
            "Invalid row: it has %d cells, and the first row names %d columns"
                .formatted(cells.length, columns.length));
      }
      return parser.convert(record, row);
    } catch (UnreadableRecord e) {
      return new Rejected(row, e.reason(), e.explanation(), limits.raw(record.toString()));
    }
  }

  private ArchiveRecord changed() {
    ended = true;
    return file.changed(row + 1);
  }

  @Override
  public void close() {
    ended = true;
    if (rows != null) {
      try {
        rows.close();
      } catch (IOException e) {
        // Nothing that was read depends on how a file that was only read is closed.
        rows = null;
      }
    }
  }
}
