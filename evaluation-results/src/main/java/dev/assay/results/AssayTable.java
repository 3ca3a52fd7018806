package dev.assay.results;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The Delta tables of a warehouse. Each schema is written once, as a Delta schema in a resource
 * named like the table; {@code SPEC.md} says what the columns mean.
 */
public enum AssayTable {
  CONVERSATION,
  CONVERSATION_FRAGMENT,
  ARCHIVE_FILE,
  QUARANTINE,
  PLANNED_METRIC,
  PLANNED_CONVERSATION,
  METRIC,
  METRIC_VERSION,
  METRIC_EVALUATION_RESULT,
  METRIC_EVALUATION_HISTORY,
  METRIC_EVALUATION_FAILURE,
  METRIC_DAILY,
  JUDGEMENT,
  EVALUATION_RUN;

  private final String label = name().toLowerCase(Locale.ROOT);
  private final String schemaJson;
  private final StructType schema;
  private final List<String> partitionColumns;
  private final Map<String, String> properties;

  AssayTable() {
    ObjectMapper mapper = new ObjectMapper();
    String resource = "tables/" + label + ".json";
    try (InputStream in = AssayTable.class.getResourceAsStream(resource)) {
      JsonNode definition = mapper.readTree(in);
      schemaJson = definition.get("schema").toString();
      schema = TableSchema.of(definition.get("schema"));
      partitionColumns =
          mapper.convertValue(definition.get("partitionColumns"), new TypeReference<>() {});
      properties = mapper.convertValue(definition.get("properties"), new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the definition of table " + label, e);
    }
  }

  /** The name in SQL and of the folder under the warehouse, such as {@code archive_file}. */
  public String label() {
    return label;
  }

  /** The schema as Delta's own JSON, which Spark parses too. */
  public String schemaJson() {
    return schemaJson;
  }

  /** Columns in the order of the file; partition columns included. */
  public StructType schema() {
    return schema;
  }

  /** Partition columns, outermost first; empty when the table has none. */
  public List<String> partitionColumns() {
    return partitionColumns;
  }

  /** Table properties, set when the table is created. */
  public Map<String, String> properties() {
    return properties;
  }

  /** Columns for which each file's statistics are kept. */
  public List<String> statisticsColumns() {
    return List.of(properties.getOrDefault("delta.dataSkippingStatsColumns", "").split(","));
  }
}
