package dev.assay.sqlserver;

import java.sql.DatabaseMetaData;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hive.service.rpc.thrift.TTypeId;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Tells what schemas, tables and columns there are, as {@link DatabaseMetaData} wants them.
 * Patterns are those of LIKE; none, or an empty one, is all.
 */
final class Directory {

  /** The one schema. */
  private static final String SCHEMA = "default";

  private static final String TABLE = "TABLE";
  private static final String VIEW = "VIEW";

  private static final Map<TTypeId, Integer> JDBC_TYPES =
      Map.of(
          TTypeId.BOOLEAN_TYPE, Types.BOOLEAN,
          TTypeId.INT_TYPE, Types.INTEGER,
          TTypeId.BIGINT_TYPE, Types.BIGINT,
          TTypeId.DOUBLE_TYPE, Types.DOUBLE,
          TTypeId.DECIMAL_TYPE, Types.DECIMAL,
          TTypeId.DATE_TYPE, Types.DATE,
          TTypeId.TIMESTAMP_TYPE, Types.TIMESTAMP,
          TTypeId.BINARY_TYPE, Types.BINARY);

  private final SparkSession spark;

  Directory(SparkSession spark) {
    this.spark = spark;
  }

  Answer catalogs() {
    return nothing("TABLE_CAT");
  }

  Answer tableTypes() {
    return answer("TABLE_TYPE", List.of(List.of(TABLE), List.of(VIEW)));
  }

  Answer schemas(@Nullable String pattern) {
    return answer(
        "TABLE_SCHEM TABLE_CATALOG",
        like(pattern).matcher(SCHEMA).matches() ? List.of(List.of(SCHEMA, "")) : List.of());
  }

  Answer types() {
    return nothing("TYPE_NAME DATA_TYPE:i PRECISION:i");
  }

  Answer functions() {
    return nothing(
        "FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME REMARKS FUNCTION_TYPE:i SPECIFIC_NAME");
  }

  Answer primaryKeys() {
    return nothing("TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME KEY_SEQ:i PK_NAME");
  }

  Answer foreignKeys() {
    return nothing(
        "PKTABLE_CAT PKTABLE_SCHEM PKTABLE_NAME PKCOLUMN_NAME FKTABLE_CAT FKTABLE_SCHEM"
            + " FKTABLE_NAME FKCOLUMN_NAME KEY_SEQ:i UPDATE_RULE:i DELETE_RULE:i FK_NAME PK_NAME"
            + " DEFERRABILITY:i");
  }

  Answer tables(@Nullable String schema, @Nullable String pattern, @Nullable List<String> types) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (String name : named(schema, pattern)) {
      CatalogTable table = described(name);
      String type = table.tableType().equals(CatalogTableType.VIEW()) ? VIEW : TABLE;
      if (types == null || types.isEmpty() || types.contains(type)) {
        String comment = table.comment().getOrElse(() -> "");
        rows.add(row("", SCHEMA, name, type, comment, "", "", "", "", ""));
      }
    }
    return answer(
        "TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS TYPE_CAT TYPE_SCHEM TYPE_NAME"
            + " SELF_REFERENCING_COL_NAME REF_GENERATION",
        rows);
  }

  Answer columns(@Nullable String schema, @Nullable String table, @Nullable String column) {
    Pattern wanted = like(column);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (String named : named(schema, table)) {
      StructField[] fields = spark.table(named).schema().fields();
      IntStream.range(0, fields.length)
          .filter(i -> wanted.matcher(fields[i].name()).matches())
          .forEach(i -> rows.add(column(named, fields[i], i + 1)));
    }
    return answer(
        "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:i TYPE_NAME COLUMN_SIZE:i"
            + " BUFFER_LENGTH:i DECIMAL_DIGITS:i NUM_PREC_RADIX:i NULLABLE:i REMARKS COLUMN_DEF"
            + " SQL_DATA_TYPE:i SQL_DATETIME_SUB:i CHAR_OCTET_LENGTH:i ORDINAL_POSITION:i"
            + " IS_NULLABLE SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE SOURCE_DATA_TYPE:i"
            + " IS_AUTO_INCREMENT",
        rows);
  }

  private static List<@Nullable Object> column(String table, StructField field, int place) {
    TTypeId type = SparkAnswers.type(field.dataType());
    String name = type.name().replace("_TYPE", "");
    int jdbcType = JDBC_TYPES.getOrDefault(type, Types.VARCHAR);
    String comment = field.getComment().getOrElse(() -> "");
    return row(
        "",
        SCHEMA,
        table,
        field.name(),
        jdbcType,
        name,
        null,
        null,
        null,
        null,
        DatabaseMetaData.columnNullable,
        comment,
        null,
        null,
        null,
        null,
        place,
        "YES",
        null,
        null,
        null,
        null,
        "NO");
  }

  /** The names of tables and views, in order. */
  private List<String> named(@Nullable String schema, @Nullable String pattern) {
    if (!like(schema).matcher(SCHEMA).matches()) {
      return List.of();
    }
    Pattern wanted = like(pattern);
    return CollectionConverters.asJava(catalog().listTables(SCHEMA)).stream()
        .map(TableIdentifier::table)
        .filter(name -> wanted.matcher(name).matches())
        .sorted()
        .toList();
  }

  private SessionCatalog catalog() {
    return spark.sessionState().catalog();
  }

  private CatalogTable described(String name) {
    try {
      return catalog().getTableMetadata(new TableIdentifier(name, Option.apply(SCHEMA)));
    } catch (AnalysisException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static Pattern like(@Nullable String pattern) {
    if (pattern == null || pattern.isEmpty()) {
      return Pattern.compile(".*");
    }
    StringBuilder regex = new StringBuilder("(?i)");
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        regex.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
      } else if (c == '%' || c == '*') {
        regex.append(".*");
      } else if (c == '_') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString());
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  private static Answer nothing(String columns) {
    return answer(columns, List.of());
  }

  /**
   * @param columns names with blanks between them; those that end with {@code :i} are integers
   */
  private static Answer answer(
      String columns, List<? extends List<? extends @Nullable Object>> rows) {
    return new Answer(
        Arrays.stream(columns.split(" "))
            .map(
                name ->
                    name.endsWith(":i")
                        ? Answer.Column.of(name.substring(0, name.length() - 2), TTypeId.INT_TYPE)
                        : Answer.Column.of(name, TTypeId.STRING_TYPE))
            .toList(),
        rows.iterator());
  }
}
