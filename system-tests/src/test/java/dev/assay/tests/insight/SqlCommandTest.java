package dev.assay.tests.insight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestHome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code assay sql} prints, and what it does not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlCommandTest {

  private static final String FIRST = "00000000000000000000000a";
  private static final String SECOND = "00000000000000000000000b";

  private static final String VALUES =
      "SELECT right(id, 1) AS number, created_at, tags, messages[1].text AS said, user_id"
          + " FROM conversation ORDER BY id";

  private static final ObjectMapper JSON = new ObjectMapper();

  private TestHome home = new TestHome(Path.of("target", "unused-home"));

  @BeforeAll
  void evaluateTwoConversations(@TempDir Path folder) {
    home = new TestHome(folder);
    home.metrics(
        TestHome.metric("Count", TestHome.NUMBER, "conversation.messages.size()")
            + "      references: conversation.messages.map(m, m.id)\n",
        TestHome.metric("Named", "boolean", "conversation.user_id == null ? null : true"));
    home.deliver(
        "day.jsonl",
        """
        {"id": "%s", "user_id": null, "created_at": "2026-11-01T10:00:00.123456Z",\
         "tags": {"a,b": "say \\"hi\\"", "n": null}, "messages": [\
        {"id": "m1", "sender": "user", "message": "one,\\n\\"two\\" ü"},\
        {"id": "m2", "sender": "agent", "message": "three"}]}"""
            .formatted(FIRST),
        """
        {"id": "%s", "user_id": "u", "messages": [{"id": "m3", "sender": "user",\
         "message": "%s"}]}"""
            .formatted(SECOND, "wide ".repeat(20)));
    home.nightly();
  }

  @Test
  void aTableIsAlignedAndCutsLongTextsAtATerminalAlone() {
    String statement =
        "SELECT right(id, 1) AS n, messages[1].text AS said, user_id FROM conversation ORDER BY id";
    String wide = "wide ".repeat(20);
    assertThat(sql(statement, "table"))
        .isEqualTo(
            "n  said"
                + " ".repeat(wide.length() - 4 + 2)
                + "user_id\n"
                + "─  "
                + "─".repeat(wide.length())
                + "  ───────\n"
                + "a  one, \"two\" ü"
                + " ".repeat(wide.length() - 12 + 2)
                + "\n"
                + "b  "
                + wide
                + "  u\n"
                + "(2 rows)\n");
    assertThat(atATerminal(() -> sql(statement, "table")))
        .isEqualTo(
            """
            n  said                                                          user_id
            ─  ────────────────────────────────────────────────────────────  ───────
            a  one, "two" ü                                                 \s
            b  wide wide wide wide wide wide wide wide wide wide wide wide…  u
            (2 rows)
            """);
  }

  @Test
  void csvQuotesWhatItMustAndWritesListsAndMapsAsJson() {
    assertThat(sql(VALUES, "csv"))
        .isEqualTo(
            "number,created_at,tags,said,user_id\r\n"
                + "a,2026-11-01T10:00:00.123456Z,"
                + "\"{\"\"a,b\"\":\"\"say \\\"\"hi\\\"\"\"\",\"\"n\"\":null}\","
                + "\"one,\n\"\"two\"\" ü\",\r\n"
                + "b,,{},"
                + "wide ".repeat(20)
                + ",u\r\n");
  }

  @Test
  void jsonIsOneArrayOfObjects() throws IOException {
    JsonNode rows = JSON.readTree(sql(VALUES, "json"));
    assertThat(rows)
        .isEqualTo(
            JSON.readTree(
                """
                [{"number": "a", "created_at": "2026-11-01T10:00:00.123456Z",
                  "tags": {"a,b": "say \\"hi\\"", "n": null}, "said": "one,\\n\\"two\\" ü",
                  "user_id": null},
                 {"number": "b", "created_at": null, "tags": {}, "said": "%s", "user_id": "u"}]"""
                    .formatted("wide ".repeat(20))));
    assertThat(JSON.readTree(sql("SELECT 1 AS one WHERE false", "json"))).isEmpty();
  }

  @Test
  void atATerminalTooCsvAndJsonAreWhole() {
    String wide = "wide ".repeat(20);
    assertThat(atATerminal(() -> sql(VALUES, "csv"))).contains("," + wide + ",u");
    assertThat(atATerminal(() -> sql(VALUES, "json"))).contains('"' + wide + '"');
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "spark"})
  void structsAreObjectsListsAreArraysAndWhatTheyHoldKeepsItsType(String engine)
      throws IOException {
    JsonNode rows =
        JSON.readTree(
            sql(
                "SELECT tags, messages FROM conversation ORDER BY id LIMIT 1",
                "json",
                "--engine",
                engine));
    for (JsonNode message : rows.get(0).get("messages")) {
      assertThat(((ObjectNode) message).remove("interaction_id").isTextual()).isTrue();
    }
    assertThat(rows)
        .isEqualTo(
            JSON.readTree(
                """
                [{"tags": {"a,b": "say \\"hi\\"", "n": null}, "messages": [
                  {"id": "m1", "sender": "user",
                   "message_type": "user-message", "text": "one,\\n\\"two\\" ü",
                   "created_at": null, "tool_calls": []},
                  {"id": "m2", "sender": "agent",
                   "message_type": "agent-message", "text": "three",
                   "created_at": null, "tool_calls": []}]}]"""));
    boolean isSpark = engine.equals("spark");
    String values =
        isSpark
            ? """
              SELECT named_struct('whole', 7, 'part', CAST(0.5 AS DOUBLE), 'yes', true,
                'nothing', CAST(NULL AS STRING), 'at', TIMESTAMP '2026-11-01 10:00:00Z',
                'plain', TIMESTAMP_NTZ '2026-11-01 10:00:00', 'day', DATE '2026-11-01',
                'list', array(named_struct('k', 1), NULL),
                'map', map('m', named_struct('k', array(2)))) AS s,
                X'00ff' AS bytes, map(DATE '2026-11-01', 1) AS days"""
            : """
              SELECT {'whole': 7, 'part': CAST(0.5 AS DOUBLE), 'yes': true,
                'nothing': CAST(NULL AS VARCHAR), 'at': TIMESTAMPTZ '2026-11-01 10:00:00+00',
                'plain': TIMESTAMP '2026-11-01 10:00:00', 'day': DATE '2026-11-01',
                'list': [{'k': 1}, NULL],
                'map': MAP {'m': {'k': [2]}}} AS s,
                '\\x00\\xFF'::BLOB AS bytes, MAP {DATE '2026-11-01': 1} AS days""";
    assertThat(JSON.readTree(sql(values, "json", "--engine", engine)))
        .isEqualTo(
            JSON.readTree(
                """
                [{"s": {"whole": 7, "part": 0.5, "yes": true, "nothing": null,
                  "at": "2026-11-01T10:00:00Z", "plain": "2026-11-01T10:00:00Z",
                  "day": "2026-11-01", "list": [{"k": 1}, null], "map": {"m": {"k": [2]}}},
                  "bytes": "AP8=", "days": {"2026-11-01": 1}}]"""));
    assertThat(
            sql(
                isSpark ? "SELECT named_struct('k', 1) AS s" : "SELECT {'k': 1} AS s",
                "csv",
                "--engine",
                engine))
        .isEqualTo("s\r\n\"{\"\"k\"\":1}\"\r\n");
  }

  @Test
  void currentResultAndPlannedCellAreTables() {
    assertThat(
            sql(
                "SELECT m.name, right(r.conversation_id, 1) AS n, r.is_applicable,"
                    + " r.result_numerical, r.result_boolean, r.\"references\""
                    + " FROM current_result r JOIN metric m ON m.id = r.metric_id ORDER BY ALL",
                "csv"))
        .isEqualTo(
            """
            name,n,is_applicable,result_numerical,result_boolean,references
            Count,a,true,2.0,,"[""m1"",""m2""]"
            Count,b,true,1.0,,"[""m3""]"
            Named,a,false,,,[]
            Named,b,true,,true,[]
            """
                .replace("\n", "\r\n"));
    assertThat(sql("SELECT count(*) AS n, max(attempt) AS a FROM planned_cell", "csv"))
        .isEqualTo("n,a\r\n4,1\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM current_result ORDER BY conversation_id, metric_id",
        "SELECT * FROM conversation ORDER BY id",
        "SELECT * FROM planned_cell ORDER BY conversation_id, metric_id",
        "SELECT m.name, count(*) AS n, avg(r.result_numerical) AS mean FROM current_result r"
            + " JOIN metric m ON m.id = r.metric_id GROUP BY m.name ORDER BY m.name",
        "SELECT path, lines, modified_at FROM archive_file",
        "SELECT * FROM metric ORDER BY name",
        "SELECT * FROM metric_version ORDER BY metric_id",
        "SELECT id, kind, planned, scored, not_applicable, seconds, left_out FROM evaluation_run",
        "SELECT * FROM metric_evaluation_failure",
      })
  void sparkAnswersAsDuckDbDoes(String statement) throws IOException {
    JsonNode spark = JSON.readTree(sql(statement, "json", "--engine", "spark"));
    assertThat(spark).isEqualTo(JSON.readTree(sql(statement, "json")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "spark"})
  void aStatementThatCannotBeAnsweredFailsAndPrintsNoData(String engine) {
    for (String format : new String[] {"table", "csv", "json"}) {
      CommandRun unknown =
          home.run("sql", "SELECT mood FROM conversation", "--format", format, "--engine", engine);
      assertThat(unknown.exitCode()).isEqualTo(1);
      assertThat(unknown.output()).isEmpty();
      assertThat(unknown.errors()).startsWith("Cannot answer: ").contains("mood");
      CommandRun failing =
          home.run(
              "sql",
              "SELECT CAST(content_hash AS INTEGER) AS n FROM conversation",
              "--format",
              format,
              "--engine",
              engine);
      assertThat(failing.exitCode()).isEqualTo(1);
      assertThat(failing.output()).isEmpty();
      assertThat(failing.errors()).startsWith("Cannot answer: ");
    }
  }

  @Test
  void wrongUsageAndAnAbsentHomeAreSaid(@TempDir Path folder) {
    CommandRun format = home.run("sql", "SELECT 1", "--format", "xml");
    assertThat(format.exitCode()).isEqualTo(2);
    assertThat(format.output()).isEmpty();
    assertThat(format.errors()).contains("xml").contains("--format");
    CommandRun statement = home.run("sql");
    assertThat(statement.exitCode()).isEqualTo(2);
    assertThat(statement.errors()).contains("STATEMENT");
    CommandRun absent = CommandRun.of("sql", "SELECT 1", "--home", folder + "/gone");
    assertThat(absent.exitCode()).isEqualTo(1);
    assertThat(absent.output()).isEmpty();
    assertThat(absent.errors()).contains("Cannot find tables under").contains("assay nightly");
    assertThat(folder.resolve("gone")).doesNotExist();
  }

  /** As ./assay says it of its standard output. */
  private static String atATerminal(Supplier<String> command) {
    System.setProperty("assay.output.terminal", "true");
    try {
      return command.get();
    } finally {
      System.clearProperty("assay.output.terminal");
    }
  }

  private String sql(String statement, String format, String... more) {
    String[] options = new String[more.length + 3];
    options[0] = statement;
    options[1] = "--format";
    options[2] = format;
    System.arraycopy(more, 0, options, 3, more.length);
    CommandRun run = home.run("sql", options);
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return run.output();
  }
}
