package dev.assay.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.SharedSpark;
import dev.assay.cli.fixture.TestHome;
import dev.assay.results.AssayTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tool sees through JDBC of the tables and views. */
class SqlServerTest {

  private static final Path VIEWS = Path.of("..", "conf", "views").toAbsolutePath().normalize();

  @TempDir static Path folder;

  private static TestHome home;
  private static ServerProcess server;

  @BeforeAll
  static void serveTwoConversations() {
    home = new TestHome(folder);
    home.metrics(
        TestHome.metric("Count", TestHome.NUMBER, "conversation.messages.size()"),
        TestHome.metric("Named", "boolean", "conversation.user_id == '' ? null : true"));
    home.deliver("day.jsonl", conversation("a", "one"), conversation("b", "two \\\"2\\\" ü"));
    home.nightly();
    List<Long> versions = versions();
    server = ServerProcess.start(folder, home.root(), VIEWS);
    assertThat(server.url()).startsWith("jdbc:hive2://127.0.0.1:");
    assertThat(versions()).as("what starting changed").isEqualTo(versions);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    assertThat(server.end()).as("SIGTERM").isEqualTo(143);
    assertThat(server.log()).doesNotContain("Exception");
  }

  @Test
  void aQueryGetsRowsWithTheirTypes() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT m.name, r.is_applicable, r.metric_version, r.result_numerical,"
                    + " c.ingestion_sequence, c.created_at, c.tags, c.messages.text, r.cost, 1.50"
                    + " FROM current_result r JOIN metric m ON m.id = r.metric_id"
                    + " JOIN conversation c ON c.id = r.conversation_id"
                    + " WHERE m.name = 'Count' ORDER BY c.id DESC")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("Count");
      assertThat(rows.getBoolean(2)).isTrue();
      assertThat(rows.getInt(3)).isEqualTo(1);
      assertThat(rows.getDouble(4)).isEqualTo(1.0);
      assertThat(rows.getLong(5)).isEqualTo(1);
      assertThat(rows.getTimestamp(6)).isEqualTo(Timestamp.valueOf("2026-11-01 10:00:00.123456"));
      assertThat(rows.getString(7)).isEqualTo("{\"k\":\"v\",\"n\":null}");
      assertThat(rows.getString(8)).isEqualTo("[\"two \\\"2\\\" ü\"]");
      assertThat(rows.getObject(9)).isNull();
      assertThat(rows.getBigDecimal(10)).isEqualTo("1.50");
      assertThat(rows.getMetaData().getScale(10)).isEqualTo(2);
      assertThat(rows.getMetaData().getColumnName(6)).isEqualTo("created_at");
      assertThat(rows.getMetaData().getColumnType(6)).isEqualTo(Types.TIMESTAMP);
      assertThat(rows.next()).isTrue();
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void savedViewsAnswerAndManyRowsComeInPages() throws SQLException {
    assertThat(strings("SELECT metric FROM metric_summary ORDER BY metric"))
        .containsExactly("Count", "Named");
    assertThat(strings("SELECT CAST(id AS STRING) FROM range(2500)")).hasSize(2_500);
  }

  @Test
  void toolsFindTablesViewsAndColumns() throws SQLException {
    try (Connection connection = connect()) {
      assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("Spark SQL");
      assertThat(column(connection.getMetaData().getSchemas(), "TABLE_SCHEM"))
          .containsExactly("default");
      assertThat(
              column(
                  connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE"}),
                  "TABLE_NAME"))
          .contains("conversation", "metric_evaluation_result")
          .doesNotContain("current_result");
      assertThat(
              column(
                  connection.getMetaData().getTables(null, "default", "%", new String[] {"VIEW"}),
                  "TABLE_NAME"))
          .contains("current_result", "planned_cell", "named_result", "conversation_overview");
      ResultSet saved = connection.getMetaData().getTables(null, null, "metric\\_summary", null);
      assertThat(saved.next()).isTrue();
      assertThat(saved.getString("REMARKS")).startsWith("What each metric version says so far");
      ResultSet columns =
          connection.getMetaData().getColumns(null, "default", "current\\_result", "%created%");
      assertThat(columns.next()).isTrue();
      assertThat(columns.getString("COLUMN_NAME")).isEqualTo("created_at");
      assertThat(columns.getInt("DATA_TYPE")).isEqualTo(Types.TIMESTAMP);
      assertThat(columns.next()).isFalse();
    }
  }

  @Test
  void eachQuerySeesTheTablesAsTheyAreThen() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      assertThat(number(statement, "SELECT count(*) FROM archive_file")).isEqualTo(1);
      String table = "delta.`%s/warehouse/archive_file`".formatted(home.root());
      SharedSpark.session().sql("INSERT INTO %s SELECT * FROM %s".formatted(table, table));
      assertThat(number(statement, "SELECT count(*) FROM archive_file")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM conversation",
        "WITH a AS (SELECT 1) INSERT INTO metric SELECT * FROM metric",
        "FROM metric INSERT INTO metric SELECT *",
        "INSERT OVERWRITE DIRECTORY '/tmp/assay-test' USING csv SELECT 1",
        "DROP TABLE conversation",
        "CREATE VIEW mine AS SELECT 1",
        "CREATE TEMPORARY VIEW mine AS SELECT 1",
        "CREATE TEMPORARY FUNCTION f AS 'java.lang.Runtime'",
        "ADD JAR '/tmp/x.jar'",
        "VACUUM conversation",
        "OPTIMIZE conversation",
        "EXECUTE IMMEDIATE 'DROP TABLE conversation'",
        "BEGIN SELECT 1; END",
        "SELECT TRANSFORM(id) USING 'cat' FROM conversation",
        "SELECT * FROM (SELECT TRANSFORM(id) USING 'cat' FROM conversation)",
        "SELECT (SELECT reflect('java.lang.System', 'getProperty', 'user.home'))",
        "SELECT id FROM metric WHERE name IN (SELECT java_method('java.lang.System', 'lineSeparator'))",
        "WITH a AS (SELECT builtin.try_reflect('java.lang.System', 'lineSeparator')) SELECT * FROM a",
        "SELECT count(*) OVER w FROM metric WINDOW w AS"
            + " (PARTITION BY reflect('java.lang.System', 'lineSeparator'))",
        "VALUES (reflect('java.lang.System', 'lineSeparator'))",
        "DESCRIBE IDENTIFIER(reflect('java.lang.System', 'lineSeparator'))",
        "SELECT IDENTIFIER('reflect')('java.lang.System', 'lineSeparator')",
        "SELECT * FROM table_changes_by_path('/tmp', 0)",
        "EXPLAIN SELECT 1",
        "CACHE TABLE conversation",
      })
  void whatIsNoQueryIsRefused(String statement) throws SQLException {
    try (Connection connection = connect();
        Statement asked = connection.createStatement()) {
      assertThatThrownBy(() -> asked.execute(statement))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Cannot answer: Unsupported");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM text.`/etc/passwd`",
        "SELECT * FROM IDENTIFIER('text.`/etc/passwd`')",
        "SELECT * FROM delta.`HOME/warehouse/metric`",
        "DESCRIBE delta.`HOME/warehouse/metric`",
      })
  void aFileIsNoTable(String template) throws SQLException {
    String statement = template.replace("HOME", home.root().toString());
    try (Connection connection = connect();
        Statement asked = connection.createStatement()) {
      // Taken, as tools send such, and not done.
      asked.execute("SET spark.sql.runSQLOnFiles=true");
      asked.execute("USE default");
      assertThatThrownBy(() -> asked.execute(statement))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
    }
  }

  @Test
  void variablesOfTheServerAreNotSeen() throws SQLException {
    assertThat(strings("SELECT '${env:PATH} ${system:user.home} ${spark.master}'"))
        .containsExactly("${env:PATH} ${system:user.home} ${spark.master}");
  }

  @Test
  void aHomeThatIsServedIsNotErasedFrom() {
    CommandRun erase = home.run("erase", "--conversation", "00000000000000000000000a");
    assertThat(erase.exitCode()).isEqualTo(1);
    assertThat(erase.errors())
        .contains("Cannot erase: a server, or another command, uses the home");
  }

  @Test
  void aWrongPasswordIsRefused() {
    assertThatThrownBy(() -> DriverManager.getConnection(server.url(), "ann", "guess"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("Cannot sign in: the password is wrong");
  }

  private static List<Long> versions() {
    return Arrays.stream(AssayTable.values()).map(home::version).toList();
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(server.url(), "ann", server.password());
  }

  private static List<String> strings(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return column(statement.executeQuery(sql), 1);
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  private static List<String> column(ResultSet rows, String name) throws SQLException {
    return column(rows, rows.findColumn(name));
  }

  private static List<String> column(ResultSet rows, int place) throws SQLException {
    List<String> values = new ArrayList<>();
    while (rows.next()) {
      values.add(rows.getString(place));
    }
    return values;
  }

  private static String conversation(String last, String said) {
    return """
        {"id": "00000000000000000000000%s", "user_id": "u",\
         "created_at": "2026-11-01T10:00:00.123456Z", "tags": {"k": "v", "n": null},\
         "messages": [{"id": "m%s", "sender": "user", "message": "%s"}]}"""
        .formatted(last, last, said);
  }
}
