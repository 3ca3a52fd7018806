package dev.assay.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds {@code SPEC.md} to the tables: same tables, same columns, types and statistics. */
class SpecTest {

  private static final Pattern HEADING = Pattern.compile("### `(\\w+)`");
  private static final Pattern COLUMN =
      Pattern.compile("\\| `([\\w.]+)` \\| ([^|]+) \\| (yes|no) \\|.*");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  private final Map<String, List<String>> sections = sections();

  @Test
  void everyTableIsDescribedAndNoOther() {
    assertThat(sections.keySet())
        .containsExactlyInAnyOrderElementsOf(
            java.util.Arrays.stream(AssayTable.values()).map(AssayTable::label).toList());
  }

  @ParameterizedTest
  @EnumSource
  void everyColumnIsDescribedAsItIs(AssayTable table) {
    List<String> columns = columns("", table.schema());
    if (table == AssayTable.METRIC_EVALUATION_HISTORY) {
      // A column that came later follows the history's own.
      assertThat(described(table)).containsExactlyInAnyOrderElementsOf(columns);
    } else {
      assertThat(described(table)).isEqualTo(columns);
    }
  }

  @ParameterizedTest
  @EnumSource
  void statisticsAndPartitionsAreDescribed(AssayTable table) {
    assertThat(names(table, "Statistics:")).isEqualTo(table.statisticsColumns());
    assertThat(names(table, "Partitioned by")).isEqualTo(table.partitionColumns());
  }

  @Test
  void theHistoryHasTheColumnsOfTheResults() {
    List<String> results = columns("", AssayTable.METRIC_EVALUATION_RESULT.schema());

    assertThat(columns("", AssayTable.METRIC_EVALUATION_HISTORY.schema()))
        .containsAll(results)
        .hasSize(results.size() + 2);
  }

  private List<String> described(AssayTable table) {
    List<String> columns = new ArrayList<>();
    if (table == AssayTable.METRIC_EVALUATION_HISTORY) {
      columns.addAll(described(AssayTable.METRIC_EVALUATION_RESULT));
    }
    for (String line : section(table)) {
      Matcher column = COLUMN.matcher(line);
      if (column.matches()) {
        columns.add(column.group(1) + " " + column.group(2) + " " + column.group(3));
      }
    }
    return columns;
  }

  /** Names in the sentence that opens with {@code opening}; none when there is no such sentence. */
  private List<String> names(AssayTable table, String opening) {
    String text = String.join("\n", section(table));
    int start = text.indexOf(opening);
    if (start < 0) {
      return List.of();
    }
    int end = text.indexOf('.', start);
    return NAME.matcher(text.substring(start, end)).results().map(m -> m.group(1)).toList();
  }

  private List<String> section(AssayTable table) {
    return sections.getOrDefault(table.label(), List.of());
  }

  private static List<String> columns(String prefix, StructType struct) {
    List<String> columns = new ArrayList<>();
    for (StructField field : struct.fields()) {
      String path = prefix + field.getName();
      columns.add(path + " " + type(field.getDataType()) + (field.isNullable() ? " no" : " yes"));
      if (field.getDataType() instanceof ArrayType array
          && array.getElementType() instanceof StructType element) {
        columns.addAll(columns(path + ".", element));
      }
    }
    return columns;
  }

  private static String type(DataType type) {
    if (type instanceof ArrayType array) {
      return "array<" + type(array.getElementType()) + ">";
    }
    if (type instanceof MapType map) {
      return "map<" + type(map.getKeyType()) + "," + type(map.getValueType()) + ">";
    }
    return type instanceof StructType ? "struct" : type.toString();
  }

  private static Map<String, List<String>> sections() {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> current = new ArrayList<>();
    for (String line : lines()) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        current = new ArrayList<>();
        sections.put(heading.group(1), current);
      } else if (line.startsWith("#")) {
        current = new ArrayList<>();
      } else {
        current.add(line);
      }
    }
    return sections;
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(Path.of("SPEC.md"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
