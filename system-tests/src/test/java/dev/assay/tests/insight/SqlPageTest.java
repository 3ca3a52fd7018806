package dev.assay.tests.insight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.PageBlock;
import dev.assay.cli.fixture.SharedSpark;
import dev.assay.cli.fixture.TestHome;
import dev.assay.insight.sql.SqlStatements;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every block of {@code docs/sql.md} and {@code docs/sql-tools.md}, and every provided view, on a
 * home of one of the samples.
 */
class SqlPageTest {

  private static final List<Path> PAGES =
      List.of(Path.of("..", "docs", "sql.md"), Path.of("..", "docs", "sql-tools.md"));
  private static final Path VIEWS = Path.of("..", "conf", "views");
  private static final Path METRICS = Path.of("..", "conf", "metrics");
  private static final Path SAMPLES =
      Path.of("..", "data-samples", "native", "2026-11-04.jsonl").toAbsolutePath().normalize();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Fails on conversations of fewer than four messages. */
  private static final String FAILING =
      "metrics:\n"
          + TestHome.metric("Fourth", TestHome.NUMBER, "conversation.messages[3].text.size()");

  /** A call of a judge. */
  private static final String CALL =
      """
      SELECT 'a', 'default', 'b', 'c', 'simulated', '{}', 'one', array(), 'answered', null, null,
        900L, 40L, 0.0125D, true, 350L, 'd', 1L, TIMESTAMP '2026-11-02 10:00:00'""";

  @TempDir static Path folder;

  private static TestHome home;

  @BeforeAll
  static void evaluateTheSamples() throws IOException {
    home = new TestHome(folder);
    Path metrics = Files.createDirectories(folder.resolve("metrics"));
    for (String name : List.of("quality.yaml", "flow.yaml")) {
      Files.copy(METRICS.resolve(name), metrics.resolve(name));
    }
    Files.writeString(metrics.resolve("failing.yaml"), FAILING);
    home.settings(
        "archives: ['%s']\nmetrics: metrics\nviews: '%s'\n"
            .formatted(SAMPLES, VIEWS.toAbsolutePath().normalize()));
    home.nightly();
    // The samples ask no judge.
    SharedSpark.session()
        .sql(
            "INSERT INTO delta.`%s` ".formatted(home.root().resolve("warehouse/judgement")) + CALL);
  }

  @Test
  void statementsForDuckDbRunFromAPipe() throws Exception {
    List<String> statements = statements("sql", "sql duckdb");
    Path script = folder.resolve("script.sql");
    Files.writeString(script, String.join(";\n", statements));

    String output = bash("./assay sql --format json < " + script);

    int asking = (int) statements.stream().filter(SqlPageTest::asks).count();
    assertThat(asking).isGreaterThan(4);
    List<JsonNode> answers = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(output)) {
      while (parser.nextToken() != null) {
        answers.add(JSON.readTree(parser));
      }
    }
    assertThat(answers).hasSize(asking).noneMatch(JsonNode::isEmpty);
    assertThat(folder.resolve("overview.csv")).isNotEmptyFile();
  }

  @ParameterizedTest
  @MethodSource("statementsForSpark")
  void aStatementForSparkRuns(String statement) throws IOException {
    String here = statement.replaceAll("(['`])named-result", "$1" + folder + "/spark-result");
    CommandRun run = home.run("sql", here, "--engine", "spark", "--format", "json");
    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(JSON.readTree(run.output()).isEmpty()).isEqualTo(!asks(statement));
  }

  static Stream<String> statementsForSpark() throws IOException {
    return statements("sql", "sql spark").stream();
  }

  @Test
  void statementsForSparkWithoutAssayRunInOrder() throws IOException {
    String warehouse = home.root().resolve("warehouse").toString();
    SparkSession spark = SharedSpark.session().newSession();
    List<String> statements = statements("sql plain-spark");
    assertThat(statements).hasSizeGreaterThan(5);
    for (String statement : statements) {
      List<Row> rows =
          spark.sql(statement.replace("/data/assay-home/warehouse", warehouse)).collectAsList();
      assertThat(rows.isEmpty()).as(statement).isEqualTo(!asks(statement));
    }
  }

  @Test
  void commandsRun() throws Exception {
    List<PageBlock> blocks = blocks().filter(block -> block.kind().equals("sh")).toList();
    assertThat(blocks).isNotEmpty();
    for (PageBlock block : blocks) {
      assertThat(bash(block.text())).contains("results", "name");
    }
    assertThat(folder.resolve("summary.csv")).content().contains("Agent apologised");
  }

  @Test
  void noBlockThatNamesItsLanguageIsOfAKindThatNobodyRuns() {
    assertThat(blocks().map(PageBlock::kind).filter(kind -> !kind.isEmpty()))
        .containsOnly("sh", "sql", "sql duckdb", "sql spark", "sql plain-spark");
  }

  @Test
  void theDailyRateCountsWhatTrendsCount() throws IOException {
    List<String> counted =
        rows(
            """
            (SELECT m.name AS metric, d.metric_version, d.evaluator_fingerprint, d.day,
              d.service_id, d.scored,
              list_sum([v.count FOR v IN d.value_counts IF v.value = 'true']) AS true_count
            FROM metric_daily d JOIN metric m ON m.id = d.metric_id
            WHERE m.metric_value_type = 'boolean' AND d.source_type = 'post-session'
              AND d.scored > 0)""",
            "duckdb");
    List<String> viewed =
        rows(
            """
            (SELECT metric, metric_version, evaluator_fingerprint, conversation_day AS day,
              service_id, sum(conversations) AS scored, nullif(sum(true_count), 0) AS true_count
            FROM daily_true_rate GROUP BY ALL)""",
            "duckdb");
    assertThat(viewed).isNotEmpty().isEqualTo(counted);
  }

  @ParameterizedTest
  @MethodSource("views")
  void bothEnginesAnswerAProvidedViewAlike(String view) throws IOException {
    assertThat(rows(view, "spark")).isNotEmpty().isEqualTo(rows(view, "duckdb"));
  }

  static Stream<String> views() throws IOException {
    try (Stream<Path> files = Files.list(VIEWS)) {
      List<String> names =
          files.map(file -> file.getFileName().toString().replace(".sql", "")).sorted().toList();
      assertThat(names).hasSizeGreaterThanOrEqualTo(6);
      return names.stream();
    }
  }

  @Test
  void aBrokenViewIsNamedWithItsFileAndIsInTheWayOfNothingElse(@TempDir Path broken)
      throws IOException {
    Files.writeString(broken.resolve("broken.sql"), "SELECT mood FROM conversation");
    for (String engine : List.of("duckdb", "spark")) {
      CommandRun asked =
          home.run("sql", "SELECT * FROM broken", "--views", broken.toString(), "--engine", engine);
      assertThat(asked.exitCode()).isEqualTo(1);
      assertThat(asked.errors())
          .contains("Cannot answer: ")
          .contains("Cannot use the view broken of " + broken.resolve("broken.sql"))
          .contains("mood");
      CommandRun other =
          home.run("sql", "SHOW TABLES", "--views", broken.toString(), "--engine", engine);
      assertThat(other.exitCode()).as(other.errors()).isZero();
    }
  }

  @Test
  void sparkRefusesWhatWouldChangeTables() {
    CommandRun run = home.run("sql", "/* why not */ DELETE FROM conversation", "--engine", "spark");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).startsWith("Unsupported statement DELETE");
  }

  private static Stream<PageBlock> blocks() {
    return PAGES.stream().flatMap(page -> PageBlock.of(page).stream());
  }

  /** The statements of the pages' blocks of some kinds, in order. */
  private static List<String> statements(String... kinds) {
    List<String> wanted = List.of(kinds);
    return blocks()
        .filter(block -> wanted.contains(block.kind()))
        .flatMap(block -> SqlStatements.of(block.text()).all().stream())
        .toList();
  }

  /** The rows of a relation, in the order of their text: engines do not agree where nulls go. */
  private static List<String> rows(String relation, String engine) throws IOException {
    CommandRun run =
        home.run("sql", "SELECT * FROM " + relation, "--format", "json", "--engine", engine);
    assertThat(run.exitCode()).as(run.errors()).isZero();
    List<String> rows = new ArrayList<>();
    JSON.readTree(run.output()).forEach(row -> rows.add(row.toString()));
    return rows.stream().sorted().toList();
  }

  /** Whether a statement of the page asks for rows, and does not write or define something. */
  private static boolean asks(String statement) {
    return statement.matches("(?is)(select|describe|from)\\b.*");
  }

  /** Runs a script beside {@code ./assay}, where everything it writes belongs to the test. */
  private static String bash(String script) throws Exception {
    Path assay = folder.resolve("assay");
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    Files.writeString(
        assay,
        """
        #!/bin/sh
        exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m -cp '%s' \
        dev.assay.cli.Main "$@" --home '%s' --settings '%s'
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                classPath,
                home.root(),
                folder.resolve("assay.yaml")));
    assertThat(assay.toFile().setExecutable(true)).isTrue();
    Path output = folder.resolve("bash.out");
    Path errors = folder.resolve("bash.err");
    Process process =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return Files.readString(output);
  }
}
