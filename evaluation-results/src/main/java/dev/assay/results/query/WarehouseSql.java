package dev.assay.results.query;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Answers SQL over the tables of a warehouse with DuckDB, each table as of the moment it was
 * opened. Every {@link AssayTable} is a view of its name, empty when it does not exist yet, and so
 * are {@code current_result} (results that no other supersedes) and {@code planned_cell}.
 */
public final class WarehouseSql implements AutoCloseable {

  private static final Map<Class<?>, String> PLAIN_TYPES =
      Map.of(
          StringType.class, "VARCHAR",
          BooleanType.class, "BOOLEAN",
          IntegerType.class, "INTEGER",
          LongType.class, "BIGINT",
          DoubleType.class, "DOUBLE",
          DateType.class, "DATE",
          TimestampType.class, "TIMESTAMPTZ");

  /** The name of the results' files in which a row may replace another. */
  public static final String REPLACING = AssayTable.METRIC_EVALUATION_RESULT.label() + "_replacing";

  private static final Pattern WORD = Pattern.compile("[a-z_]+");

  /** What DuckDB would not take literally in the path of a file. */
  private static final Pattern GLOB = Pattern.compile("[\\[*?]");

  /** A view over other tables. */
  private enum DerivedView {
    CURRENT_RESULT(
        EnumSet.of(AssayTable.METRIC_EVALUATION_RESULT),
        """
        SELECT * FROM metric_evaluation_result r
        WHERE NOT EXISTS (
          SELECT 1 FROM metric_evaluation_result_replacing s
          WHERE s.replaces = r.id AND s.org_id = r.org_id AND s.metric_id = r.metric_id)"""),
    PLANNED_CELL(
        EnumSet.of(AssayTable.PLANNED_CONVERSATION, AssayTable.PLANNED_METRIC),
        """
        SELECT p.run_id, p.wave, p.wave_time, p.org_id, m.metric_id, m.metric_version,
          p.conversation_id, p.source_type, p.content_hash, m.evaluator_fingerprint,
          coalesce(p.detail.attempt, 1) AS attempt, p.detail.replaces AS replaces
        FROM (
          SELECT *, list_filter(details, lambda d: d.metric = ordinal)[1] AS detail
          FROM (SELECT *, unnest(metrics) AS ordinal FROM planned_conversation)) p
        JOIN planned_metric m ON m.run_id = p.run_id AND m.ordinal = p.ordinal""");

    private final Set<AssayTable> tables;
    private final String sql;

    DerivedView(Set<AssayTable> tables, String sql) {
      this.tables = java.util.Collections.unmodifiableSet(tables);
      this.sql = sql;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Warehouse warehouse;
  private final Connection connection;
  private final Map<AssayTable, Predicate> filters;
  private final Set<AssayTable> opened = EnumSet.noneOf(AssayTable.class);
  private int fileLists;

  private WarehouseSql(
      Warehouse warehouse, Connection connection, Map<AssayTable, Predicate> filters) {
    this.warehouse = warehouse;
    this.connection = connection;
    this.filters = filters;
  }

  /**
   * Opens a session with all tables. What it shows does not change while it is open.
   *
   * @param memoryLimit DuckDB's limit, such as {@code 512MB}
   */
  public static WarehouseSql open(Warehouse warehouse, String memoryLimit) throws SQLException {
    return open(warehouse, memoryLimit, EnumSet.allOf(AssayTable.class), Map.of());
  }

  /** Opens a session with the tables that {@code sql} names, or with all when it names none. */
  public static WarehouseSql openFor(Warehouse warehouse, String memoryLimit, String sql)
      throws SQLException {
    return openFor(warehouse, memoryLimit, sql, Map.of());
  }

  /**
   * As {@link #openFor(Warehouse, String, String)}, without the files of which partitions and
   * statistics say that no row meets a table's filter. The SQL itself must still state the filter.
   */
  public static WarehouseSql openFor(
      Warehouse warehouse, String memoryLimit, String sql, Map<AssayTable, Predicate> filters)
      throws SQLException {
    Set<AssayTable> named = named(sql);
    return open(
        warehouse, memoryLimit, named.isEmpty() ? EnumSet.allOf(AssayTable.class) : named, filters);
  }

  /** Opens a session with some tables. */
  public static WarehouseSql open(
      Warehouse warehouse, String memoryLimit, Collection<AssayTable> tables) throws SQLException {
    return open(warehouse, memoryLimit, tables, Map.of());
  }

  private static WarehouseSql open(
      Warehouse warehouse,
      String memoryLimit,
      Collection<AssayTable> tables,
      Map<AssayTable, Predicate> filters)
      throws SQLException {
    return open(
        new WarehouseSql(warehouse, DuckDb.start(memoryLimit), filters),
        session -> {
          for (AssayTable table : tables) {
            session.createView(table);
          }
        });
  }

  /** A view of some files of a table, which may have the table's name or another. */
  public record Relation(String name, AssayTable table, List<DataFiles.Live> files) {}

  /**
   * Opens a session with these views, and with the views over tables whose tables are all among
   * them.
   */
  public static WarehouseSql over(Warehouse warehouse, String memoryLimit, List<Relation> relations)
      throws SQLException {
    return over(warehouse, DuckDb.start(memoryLimit), relations);
  }

  /**
   * As above, for answers of any size: what does not fit into memory goes to a folder, and rows are
   * made as they are read.
   *
   * @param spill a folder, which need not be there
   */
  public static WarehouseSql over(
      Warehouse warehouse, String memoryLimit, Path spill, List<Relation> relations)
      throws SQLException {
    return over(warehouse, DuckDb.startSpilling(memoryLimit, spill), relations);
  }

  private static WarehouseSql over(
      Warehouse warehouse, Connection connection, List<Relation> relations) throws SQLException {
    return open(
        new WarehouseSql(warehouse, connection, Map.of()),
        session -> {
          for (Relation relation : relations) {
            session.createView(relation.table(), relation.name(), relation.files());
            if (relation.name().equals(relation.table().label())) {
              session.opened.add(relation.table());
            }
          }
        });
  }

  /** Makes the views of a session. */
  private interface Views {
    void create(WarehouseSql session) throws SQLException;
  }

  private static WarehouseSql open(WarehouseSql session, Views views) throws SQLException {
    try {
      session.execute("SET TimeZone = 'UTC'");
      views.create(session);
      for (DerivedView view : DerivedView.values()) {
        if (session.opened.containsAll(view.tables)) {
          session.execute("CREATE VIEW " + view.label() + " AS " + view.sql);
        }
      }
      return session;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** The connection, for any statement of DuckDB's; closed with this session. */
  public Connection connection() {
    return connection;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** The views over tables that every session has, such as {@code current_result}. */
  public static List<String> viewNames() {
    return Arrays.stream(DerivedView.values()).map(DerivedView::label).toList();
  }

  /** The tables that {@code sql} names, itself or by one of {@link #viewNames}. */
  public static Set<AssayTable> named(String sql) {
    Set<String> words = new java.util.HashSet<>();
    Matcher matcher = WORD.matcher(sql.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    Set<AssayTable> tables = EnumSet.noneOf(AssayTable.class);
    Arrays.stream(AssayTable.values()).filter(t -> words.contains(t.label())).forEach(tables::add);
    Arrays.stream(DerivedView.values())
        .filter(v -> words.contains(v.label()))
        .forEach(v -> tables.addAll(v.tables));
    return tables;
  }

  private void createView(AssayTable table) throws SQLException {
    opened.add(table);
    createView(
        table,
        table.label(),
        DataFiles.of(warehouse, table, Optional.ofNullable(filters.get(table))));
    if (table == AssayTable.METRIC_EVALUATION_RESULT) {
      // Null counts prune every file in which no row replaces another.
      createView(
          table,
          REPLACING,
          DataFiles.of(warehouse, table, Optional.of(Predicates.isNotNull("replaces"))));
    }
  }

  private void createView(AssayTable table, String name, List<DataFiles.Live> files)
      throws SQLException {
    boolean isWhole = files.isEmpty() || table.partitionColumns().isEmpty();
    execute(
        "CREATE VIEW %s AS %s"
            .formatted(
                name, isWhole ? rows(table, files) : typed(table, partitioned(table, files))));
  }

  /** All rows of some files of a table without partitions, as a query. */
  static String rows(AssayTable table, List<DataFiles.Live> files) {
    return typed(
        table,
        files.isEmpty()
            ? empty(table)
            : empty(table) + " UNION ALL BY NAME SELECT * FROM " + parquet(files, "false"));
  }

  private static String typed(AssayTable table, String source) {
    return table.schema().fields().stream()
        .map(f -> "CAST(%s AS %s) AS %s".formatted(quoted(f), type(f.getDataType()), quoted(f)))
        .collect(Collectors.joining(", ", "SELECT ", " FROM (" + source + ")"));
  }

  /** Missing columns of old files appear as null, because this relation names them all. */
  private static String empty(AssayTable table) {
    return table.schema().fields().stream()
        .map(f -> "NULL::%s AS %s".formatted(type(f.getDataType()), quoted(f)))
        .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
  }

  /**
   * @param filename the column for a file's path in quotes, or {@code false}
   */
  private static String parquet(List<DataFiles.Live> files, String filename) {
    return files.stream()
        .map(f -> pathLiteral(f.path()))
        .collect(
            Collectors.joining(
                ", ",
                "read_parquet([",
                "], union_by_name = true, hive_partitioning = false, filename = "
                    + filename
                    + ")"));
  }

  private String partitioned(AssayTable table, List<DataFiles.Live> files) throws SQLException {
    String list = fileList(table, files);
    String partitionColumns =
        table.partitionColumns().stream().map("'%s'"::formatted).collect(Collectors.joining(", "));
    return empty(table)
        + " UNION ALL BY NAME SELECT d.* EXCLUDE (assay_file), l.* EXCLUDE (assay_file) FROM"
        // Some writers keep the partition columns in their files as well.
        + " (SELECT COLUMNS(lambda c: c NOT IN (%s)) FROM %s) d"
            .formatted(partitionColumns, parquet(files, "'assay_file'"))
        + " JOIN %s l ON l.assay_file = d.assay_file".formatted(list);
  }

  /** Partition values come from the log, with their types, and not from folder names. */
  private String fileList(AssayTable table, List<DataFiles.Live> files) throws SQLException {
    String name = "file_list_" + fileLists++;
    List<String> columns = table.partitionColumns();
    String definition =
        columns.stream()
            .map(c -> "\"%s\" %s".formatted(c, type(table.schema().get(c).getDataType())))
            .collect(Collectors.joining(", "));
    execute("CREATE TEMP TABLE %s (assay_file VARCHAR, %s)".formatted(name, definition));
    String marks = ", ?".repeat(columns.size());
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO " + name + " VALUES (?" + marks + ")")) {
      for (DataFiles.Live file : files) {
        insert.setString(1, file.path());
        for (int i = 0; i < columns.size(); i++) {
          insert.setString(i + 2, file.partition().get(columns.get(i)));
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
    return name;
  }

  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String quoted(StructField field) {
    return '"' + field.getName() + '"';
  }

  /** A path as DuckDB takes it literally. */
  public static String pathLiteral(String path) {
    return textLiteral(GLOB.matcher(path).replaceAll("[$0]"));
  }

  /** A text as it stands in a statement. */
  public static String textLiteral(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String type(DataType type) {
    if (type instanceof ArrayType array) {
      return type(array.getElementType()) + "[]";
    }
    if (type instanceof MapType map) {
      return "MAP(%s, %s)".formatted(type(map.getKeyType()), type(map.getValueType()));
    }
    if (type instanceof StructType struct) {
      List<String> members = new ArrayList<>();
      struct.fields().forEach(f -> members.add(quoted(f) + " " + type(f.getDataType())));
      return "STRUCT(" + String.join(", ", members) + ")";
    }
    return Objects.requireNonNull(
        PLAIN_TYPES.get(type.getClass()), () -> "Unsupported type " + type);
  }
}
