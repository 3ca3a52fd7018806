package dev.assay.insight.sql;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How rows are printed. */
public enum TableFormat {
  /** Aligned columns, for people, a row a line. */
  TABLE {
    @Override
    public void write(SqlAnswer answer, PrintStream out, boolean isTerminal) {
      List<String[]> lines = new ArrayList<>();
      lines.add(answer.columns().toArray(String[]::new));
      answer
          .rows()
          .forEachRemaining(
              row ->
                  lines.add(
                      row.stream().map(value -> shown(value, isTerminal)).toArray(String[]::new)));
      int[] widths = new int[answer.columns().size()];
      for (String[] line : lines) {
        for (int i = 0; i < line.length; i++) {
          widths[i] = Math.max(widths[i], line[i].codePointCount(0, line[i].length()));
        }
      }
      out.println(aligned(lines.get(0), widths));
      out.println(Arrays.stream(widths).mapToObj("─"::repeat).collect(Collectors.joining("  ")));
      lines.stream().skip(1).forEach(line -> out.println(aligned(line, widths)));
      out.println("(%d %s)".formatted(lines.size() - 1, lines.size() == 2 ? "row" : "rows"));
    }
  },

  /** Comma-separated with a header (RFC 4180); lists, structs and maps are JSON. */
  CSV {
    @Override
    public void write(SqlAnswer answer, PrintStream out, boolean isTerminal) {
      // Asked first, so that a statement that fails prints no header.
      boolean more = answer.rows().hasNext();
      out.print(csvLine(answer.columns()));
      while (more) {
        out.print(csvLine(answer.rows().next().stream().map(TableFormat::text).toList()));
        more = answer.rows().hasNext();
      }
    }
  },

  /** One array of objects. */
  JSON {
    @Override
    public void write(SqlAnswer answer, PrintStream out, boolean isTerminal) throws IOException {
      JsonGenerator json = MAPPER.getFactory().createGenerator(out);
      json.configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
      json.setPrettyPrinter(new OneObjectALine());
      json.writeStartArray();
      while (answer.rows().hasNext()) {
        List<@Nullable Object> row = answer.rows().next();
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
          object.put(answer.columns().get(i), row.get(i));
        }
        MAPPER.writeValue(json, object);
      }
      json.writeEndArray();
      json.flush();
      out.println();
    }
  };

  /** Breaks the line between the elements of the outermost array, and nowhere else. */
  private static final class OneObjectALine extends MinimalPrettyPrinter {
    private int depth;

    @Override
    public void writeStartArray(JsonGenerator json) throws IOException {
      json.writeRaw('[');
      depth++;
    }

    @Override
    public void beforeArrayValues(JsonGenerator json) throws IOException {
      breakLine(json);
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
      json.writeRaw(',');
      breakLine(json);
    }

    @Override
    public void writeEndArray(JsonGenerator json, int values) throws IOException {
      breakLine(json);
      json.writeRaw(']');
      depth--;
    }

    private void breakLine(JsonGenerator json) throws IOException {
      if (depth == 1) {
        json.writeRaw('\n');
      }
    }
  }

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false)
          .configure(
              com.fasterxml.jackson.databind.SerializationFeature.FLUSH_AFTER_WRITE_VALUE, false);
  private static final int WIDEST = 60;

  /**
   * Prints all rows.
   *
   * @param isTerminal whether a person looks at them at once: then a table cuts long texts
   */
  public abstract void write(SqlAnswer answer, PrintStream out, boolean isTerminal)
      throws IOException;

  private static String shown(@Nullable Object value, boolean isTerminal) {
    String text = text(value).replaceAll("\\s+", " ");
    return !isTerminal || text.codePointCount(0, text.length()) <= WIDEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, WIDEST - 1)) + "…";
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
      try {
        return MAPPER.writeValueAsString(value);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
    return value.toString();
  }

  private static String aligned(String[] line, int[] widths) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < line.length; i++) {
      out.append(line[i]);
      if (i < line.length - 1) {
        out.append(" ".repeat(widths[i] - line[i].codePointCount(0, line[i].length()) + 2));
      }
    }
    return out.toString();
  }

  private static String csvLine(List<String> values) {
    return values.stream()
            .map(v -> v.matches("(?s).*[,\"\\r\\n].*") ? '"' + v.replace("\"", "\"\"") + '"' : v)
            .collect(Collectors.joining(","))
        + "\r\n";
  }
}
