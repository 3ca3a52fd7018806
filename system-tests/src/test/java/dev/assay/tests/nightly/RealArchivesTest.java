package dev.assay.tests.nightly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.assay.cli.fixture.TestHome;
import dev.assay.results.AssayTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real conversations of three shapes against all sample metrics, each value compared with one that
 * is computed from the raw lines. The archives are kept beside the repository; the system property
 * {@code assay.real.archives} names another folder.
 */
@Tag("thorough")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealArchivesTest {

  private static final Path ARCHIVES =
      Path.of(System.getProperty("assay.real.archives", "../../shared/data"));
  private static final int CONVERSATIONS = 8214;
  private static final String SERVICE_METRIC = "Parcel was looked up";

  private final Map<String, Function<RawConversation, String>> reference = ReferenceMetrics.all();

  /** Values by metric and key; conversations that have no key are counted under it. */
  private final Map<String, Map<String, List<String>>> expected = new TreeMap<>();

  private TestHome home = new TestHome(Path.of("target", "unused-home"));
  private String firstReport = "";
  private String secondReport = "";
  private final Map<AssayTable, Long> versionsAfterFirst = new EnumMap<>(AssayTable.class);
  private final Map<AssayTable, Long> rowsAfterFirst = new EnumMap<>(AssayTable.class);

  @BeforeAll
  void runTwice(@TempDir Path folder) throws IOException {
    assumeThat(Files.isDirectory(ARCHIVES))
        .as(
            "There are no real archives at %s: name their folder with assay.real.archives",
            ARCHIVES)
        .isTrue();
    List<RawConversation> raw = RawConversation.allIn(ARCHIVES);
    assertThat(raw).hasSize(CONVERSATIONS);
    reference.forEach(
        (metric, value) ->
            expected.put(
                metric,
                raw.stream()
                    .collect(
                        Collectors.groupingBy(
                            RawConversation::key,
                            Collectors.collectingAndThen(
                                Collectors.mapping(value, Collectors.toList()),
                                RealArchivesTest::sorted)))));
    home = new TestHome(folder);
    firstReport = nightly();
    for (AssayTable table : AssayTable.values()) {
      versionsAfterFirst.put(table, home.version(table));
      rowsAfterFirst.put(table, rows(table));
    }
    secondReport = nightly();
  }

  @Test
  void everyConversationIsTakenInAndNoneIsQuarantined() {
    assertThat(firstReport)
        .contains("7 files read, 0 taken in before")
        .contains("8,214 lines = 8,214 taken in (8,214 new, 0 changed, 0 copies)")
        .contains("+ 0 superseded + 0 quarantined");
    assertThat(home.number("SELECT count(DISTINCT id) FROM conversation")).isEqualTo(CONVERSATIONS);
    assertThat(home.number("SELECT count(*) FROM quarantine")).isZero();
    assertThat(home.number("SELECT count(*) FROM metric_evaluation_failure")).isZero();
  }

  @Test
  void everySampleMetricIsComparedHere() {
    assertThat(home.rows("SELECT name FROM metric WHERE name <> '" + SERVICE_METRIC + "'"))
        .as("metrics of conf/metrics; write those that are missing in ReferenceMetrics")
        .containsExactlyInAnyOrderElementsOf(reference.keySet());
  }

  @Test
  void everyMetricHasOneResultOfEachConversationAndTheMetricOfAnAbsentServiceNone() {
    assertThat(home.rows("SELECT count(*), count(DISTINCT id) FROM current_result"))
        .containsExactly((CONVERSATIONS * reference.size() + "|").repeat(2).replaceAll(".$", ""));
    assertThat(
            home.rows(
                "SELECT count(*), count(DISTINCT r.conversation_id) FROM current_result r"
                    + " GROUP BY metric_id, metric_version, source_type"))
        .hasSize(reference.size())
        .containsOnly(CONVERSATIONS + "|" + CONVERSATIONS);
  }

  @Test
  void theCountsOfEveryMetricAreThoseOfTheRawLines() {
    Map<String, String> counted = new TreeMap<>();
    expected.forEach((metric, values) -> counted.put(metric, summary(values)));
    Map<String, String> found = new TreeMap<>();
    found().forEach((metric, values) -> found.put(metric, summary(values)));
    assertThat(found).containsExactlyEntriesOf(counted);
  }

  @Test
  void theSumsThatSqlGivesAreThoseOfTheRawLines() {
    Map<String, String> counted = new TreeMap<>();
    expected.forEach(
        (metric, values) -> {
          List<String> all = values.values().stream().flatMap(List::stream).toList();
          long absent = all.stream().filter(ReferenceMetrics.NOT_APPLICABLE::equals).count();
          counted.put(
              metric,
              "%d scored, %d not applicable, %d true"
                  .formatted(
                      all.size() - absent, absent, all.stream().filter("true"::equals).count()));
        });
    List<String> found =
        home.rows(
            """
            SELECT name, format('{} scored, {} not applicable, {} true',
              count(*) FILTER (is_applicable), count(*) FILTER (NOT is_applicable),
              count(*) FILTER (result_boolean))
            FROM current_result r JOIN metric m ON m.id = r.metric_id GROUP BY name""");
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            counted.entrySet().stream().map(e -> e.getKey() + "|" + e.getValue()).toList());
  }

  @Test
  void everyValueIsThatOfTheRawLine() {
    Map<String, Map<String, List<String>>> found = found();
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (metric, values) ->
            values.forEach(
                (key, value) -> {
                  List<String> other = found.getOrDefault(metric, Map.of()).get(key);
                  if (!value.equals(other)) {
                    differences.add("%s of '%s': %s, not %s".formatted(metric, key, other, value));
                  }
                }));
    assertThat(differences).isEmpty();
  }

  @Test
  void theSameCommandAgainEvaluatesNothingAndCommitsNothingToTheResults() {
    assertThat(secondReport)
        .contains("0 files read, 7 taken in before")
        .contains("nothing new: each finished conversation already has a result");
    for (AssayTable table : AssayTable.values()) {
      if (table != AssayTable.EVALUATION_RUN) {
        assertThat(home.version(table)).as(table.label()).isEqualTo(versionsAfterFirst.get(table));
        assertThat(rows(table)).as(table.label()).isEqualTo(rowsAfterFirst.get(table));
      }
    }
    assertThat(
            home.rows(
                "SELECT planned, scored + not_applicable + failed FROM evaluation_run ORDER BY started_at"))
        .containsExactly(
            CONVERSATIONS * reference.size() + "|" + CONVERSATIONS * reference.size(), "0|0");
  }

  private String nightly() {
    // Beside the folders of archives stands a table of labels.
    return home.nightly("--archive", ARCHIVES + "/*/*.jsonl*", "--metrics", "../conf/metrics");
  }

  private long rows(AssayTable table) {
    return home.number("SELECT count(*) FROM " + table.label());
  }

  private Map<String, Map<String, List<String>>> found() {
    Map<String, Map<String, List<String>>> found = new HashMap<>();
    for (String row :
        home.rows(
            """
            SELECT m.name, CASE WHEN c.external_id IS NOT NULL THEN c.external_id
                WHEN c.archive_file LIKE '%/openai/%' THEN '' ELSE c.id END,
              CASE WHEN r.is_applicable THEN coalesce(r.result_categorical,
                r.result_boolean::VARCHAR, r.result_numerical::VARCHAR) ELSE 'not applicable' END
            FROM current_result r JOIN metric m ON m.id = r.metric_id
              JOIN conversation c ON c.id = r.conversation_id""")) {
      String[] columns = row.split("\\|", -1);
      found
          .computeIfAbsent(columns[0], m -> new HashMap<>())
          .computeIfAbsent(columns[1], k -> new ArrayList<>())
          .add(plain(columns[2]));
    }
    found.values().forEach(keys -> keys.replaceAll((key, values) -> sorted(values)));
    return found;
  }

  /** Engines write numbers in different ways. */
  private static String plain(String value) {
    return value.matches("-?[0-9].*") ? String.valueOf(Double.parseDouble(value)) : value;
  }

  private static List<String> sorted(List<String> values) {
    return values.stream().sorted().toList();
  }

  private static String summary(Map<String, List<String>> values) {
    List<String> all = values.values().stream().flatMap(List::stream).toList();
    if (all.stream().anyMatch(v -> v.matches("[0-9].*"))) {
      List<String> numbers =
          all.stream().filter(v -> !v.equals(ReferenceMetrics.NOT_APPLICABLE)).toList();
      return "%d numbers, sum %.6f, %d not applicable"
          .formatted(
              numbers.size(),
              numbers.stream().mapToDouble(Double::parseDouble).sorted().sum(),
              all.size() - numbers.size());
    }
    return new TreeMap<>(all.stream().collect(Collectors.groupingBy(v -> v, Collectors.counting())))
        .toString();
  }
}
