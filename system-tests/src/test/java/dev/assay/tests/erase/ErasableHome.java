package dev.assay.tests.erase;

import dev.assay.cli.fixture.ForkFolder;
import dev.assay.cli.fixture.TestHome;
import dev.assay.installation.Home;
import dev.assay.results.AssayTable;
import dev.assay.tests.judge.JudgedHome;
import dev.assay.tests.judge.LocalJudge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;

/**
 * A home after two nights, with all that can repeat a conversation: results of a judge and of
 * expressions, failures, an edit and so a history, copies in quarantine, a manual result, a walk
 * through pages, a report, a history of SQL, and temporary files.
 */
public final class ErasableHome {

  /** The conversation that is erased: delivered, edited, and twice in quarantine. */
  public static final String ERASED = "c0ffee00c0ffee00c0ffee01";

  /** Whose conversations are erased together. */
  public static final String USER = "visitor-of-nobody-4711";

  /** What nothing may hold when {@link #ERASED} is erased. */
  public static final List<String> TRACES =
      List.of(
          ERASED,
          "parcel QX-17-4433 never arrived",
          "one more thing about QX-17-4433",
          "I am sorry to hear about QX-17-4433",
          "order-77-of-the-erased");

  /** What nothing may hold when {@link #USER} is erased. */
  public static final List<String> TRACES_OF_USER =
      List.of(
          USER,
          "decafbad00decafbad000001",
          "decafbad00decafbad000002",
          "the heating of flat 12b",
          "the window of flat 12b");

  private static final String[] FIRST = {
    line(
        ERASED,
        "user-1",
        "My parcel QX-17-4433 never arrived",
        "I am sorry to hear about QX-17-4433"),
    line("decafbad00decafbad000001", USER, "It is the heating of flat 12b again", "What can I do?"),
    line("decafbad00decafbad000002", USER, "Now it is the window of flat 12b", "What can I do?"),
    line("badcab1e00badcab1e000001", "user-2", "Where is my invoice for June?", "What can I do?"),
    line("badcab1e00badcab1e000002", "user-3", "Please cancel my subscription", "What can I do?"),
    line("badcab1e00badcab1e000003", "user-1", "Thank you, that was very kind", "What can I do?"),
    "{\"id\": \"%s\", \"messages\": [{\"sender\": \"user\", \"message\": \"My parcel QX-17-4433 never arrived, b"
        .formatted(ERASED),
    "{\"id\": \"badcab1e00badcab1e000004\", \"messages\": [{\"sender\": \"user\", \"message\": \"Broken of another",
  };

  private static final String[] SECOND = {
    line(
        ERASED,
        "user-1",
        "My parcel QX-17-4433 never arrived",
        "I am sorry to hear about QX-17-4433",
        "Oh, and one more thing about QX-17-4433"),
    line(ERASED, "user-1", "My parcel QX-17-4433 never arrived"),
    line(
        "badcab1e00badcab1e000001",
        "user-2",
        "Where is my invoice for June?",
        "What can I do?",
        "I found it, thanks a lot"),
  };

  /** One for all tests of this process. */
  private static final class Original {
    static final TestHome HOME = make();

    private static TestHome make() {
      try {
        Path folder = ForkFolder.of("erasable-home");
        FileUtils.deleteDirectory(folder.toFile());
        return ErasableHome.make(Files.createDirectories(folder));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private ErasableHome() {}

  /** A copy of one, in an empty folder, with settings that name no judge. */
  static TestHome in(Path folder) throws IOException {
    FileUtils.copyDirectory(Original.HOME.root().resolveSibling("").toFile(), folder.toFile());
    return new TestHome(folder);
  }

  /** Makes one, without a judge that could be asked again. */
  public static TestHome make(Path folder) throws IOException {
    TestHome home = new TestHome(folder);
    home.metrics(
        """
          - name: Polite
            description: True when the agent stayed polite.
            metric_value: {type: boolean}
            applied_to_services: ["*"]
        """,
        TestHome.metric("Messages", TestHome.NUMBER, "conversation.messages.size()"),
        TestHome.metric(
            "Short", "numerical, lower_bound: 0, upper_bound: 1", "conversation.messages.size()"));
    try (LocalJudge judge = new LocalJudge()) {
      JudgedHome.settings(home, judge, "pack_size: 2");
      home.deliver("first.jsonl", FIRST);
      home.nightly();
      home.deliver("second.jsonl.gz", SECOND);
      home.nightly();
    }
    addWhatServersKeep(home);
    Files.writeString(
        home.root().resolve("reports").resolve("run-0.error.txt"),
        "Failed: %s%n  at the parcel QX-17-4433 never arrived%nand more%n".formatted(ERASED));
    Files.writeString(
        home.root().resolve("sql-history"),
        "SELECT 1\nSELECT * FROM conversation WHERE id = '%s'\nSELECT 2\n".formatted(ERASED));
    Path temporary = home.root().resolve("tmp").resolve("blockmgr-1");
    Files.createDirectories(temporary);
    Files.writeString(temporary.resolve("shuffle_0.data"), TRACES.get(1));
    return home;
  }

  /** A line of an archive. */
  public static String line(String id, String user, String... texts) {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      messages.add(
          "{\"sender\": \"%s\", \"message\": \"%s\", \"created_at\": \"2026-11-01T10:00:%02dZ\"}"
              .formatted(i % 2 == 0 ? "user" : "agent", texts[i], i));
    }
    String tags = id.equals(ERASED) ? "{\"order\": \"order-77-of-the-erased\"}" : "{}";
    return "{\"id\": \"%s\", \"user_id\": \"%s\", \"tags\": %s, \"messages\": [%s]}"
        .formatted(id, user, tags, String.join(", ", messages));
  }

  /** All rows of all tables, and of the ledger, that are not about these conversations. */
  static Map<String, List<String>> rowsOfOthers(TestHome home, List<String> traces) {
    Map<String, List<String>> rows = new TreeMap<>();
    for (AssayTable table : EnumSet.complementOf(EnumSet.of(AssayTable.METRIC_DAILY))) {
      rows.put(table.label(), others(home.rows("SELECT * FROM " + table.label()), traces));
    }
    rows.put("judge_call", others(ledger(home, "judge_call"), traces));
    rows.put("ledger", others(ledger(home, "judgement"), traces));
    rows.put("spent", ledger(home, "judge_run"));
    return rows;
  }

  private static List<String> others(List<String> rows, List<String> traces) {
    return rows.stream()
        .filter(row -> traces.stream().noneMatch(row::contains))
        .sorted()
        .collect(Collectors.toList());
  }

  private static List<String> ledger(TestHome home, String table) {
    return sqlite(home.root().resolve("ledger").resolve("ledger.db"), "SELECT * FROM " + table);
  }

  private static List<String> sqlite(Path database, String sql) {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        var answer = statement.executeQuery(sql)) {
      int columns = answer.getMetaData().getColumnCount();
      while (answer.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          row.append(answer.getString(i)).append('|');
        }
        rows.add(row.toString());
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Scored and not, by metric: as counted by day, and as the results themselves say. */
  static List<List<String>> countedAndThere(TestHome home) {
    return List.of(
        home.rows(
            """
            SELECT metric_id, CAST(sum(scored) AS BIGINT), CAST(sum(not_applicable) AS BIGINT)
            FROM metric_daily GROUP BY 1 HAVING sum(scored + not_applicable) > 0 ORDER BY 1"""),
        home.rows(
            """
            SELECT metric_id, count(*) FILTER (WHERE is_applicable),
              count(*) FILTER (WHERE NOT is_applicable)
            FROM current_result GROUP BY 1 ORDER BY 1"""));
  }

  /** As a server makes them. */
  private static void addWhatServersKeep(TestHome home) {
    Path catalog = new Home(home.root()).catalog().resolve("catalog.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + catalog);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE manual_result (org_id TEXT, metric_id TEXT, conversation_id TEXT,
            result_id TEXT)""");
      for (String id : List.of(ERASED, "badcab1e00badcab1e000001", "decafbad00decafbad000001")) {
        statement.execute(
            "INSERT INTO manual_result VALUES ('default', 'm', '%s', 'r')".formatted(id));
      }
      statement.execute("CREATE TABLE paged_list (id BIGINT PRIMARY KEY)");
      statement.execute(
          "CREATE TABLE continuation_token (token BIGINT, list_id BIGINT, begins_at TEXT)");
      statement.execute("INSERT INTO paged_list VALUES (1)");
      statement.execute("INSERT INTO continuation_token VALUES (1, 1, '%s')".formatted(ERASED));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The conversations that the catalog knows manual results of. */
  static List<String> manualResults(TestHome home) {
    return sqlite(
        new Home(home.root()).catalog().resolve("catalog.db"),
        "SELECT conversation_id FROM manual_result ORDER BY 1");
  }
}
