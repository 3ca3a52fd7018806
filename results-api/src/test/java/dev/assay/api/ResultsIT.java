package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.TestServer.Client;
import dev.assay.api.TestServer.Reply;
import dev.assay.api.access.Role;
import dev.assay.archive.Simulation;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.results.AssayTable;
import dev.assay.results.ResultRow;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The route of results, over tables that the tests write as runs do. */
class ResultsIT {
  private static final String YES_NO = "a".repeat(24);
  private static final String NUMBER = "b".repeat(24);
  private static final String WORD = "c".repeat(24);
  private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
  private static final String ROUTE = "metric/metric_evaluation_result/";

  @TempDir private static Path folder;
  private static TestServer server;
  private static Warehouse warehouse;
  private static int organizations;
  private static int commits;

  private String org;
  private Client ann;

  @BeforeAll
  static void start() {
    server = TestServer.shared();
    warehouse = server.home().warehouse();
    warehouse.createMissing();
  }

  @BeforeEach
  void signIn() {
    org = "reading-" + ++organizations;
    ann = server.client(org, "ann", Role.VIEWER);
  }

  @Test
  void nothingIsListedBeforeTheFirstRun(@TempDir Path empty) {
    JsonNode page;
    try (TestServer fresh = TestServer.start(empty)) {
      page = fresh.client("acme", "ann", Role.VIEWER).get(ROUTE).is(200).json();
    }
    assertThat(page.get("metric_evaluation_results").isEmpty()).isTrue();
    assertThat(page.get("has_more").booleanValue()).isFalse();
    assertThat(page.get("continuation_token").isNull()).isTrue();
    assertThat(page.get("filter_values")).hasToString("{\"metric_ids\":[]}");
  }

  @Test
  void aResultHasItsValueAndItsSource() throws IOException {
    commit(
        YES_NO,
        1,
        row(1, new Score.BooleanScore(true), "because", List.of("m1", "m2"), null, null));
    commit(NUMBER, 2, row(2, new Score.NumericalScore(2.5), null, List.of(), null, null));
    commit(
        WORD,
        1,
        row(
            3,
            new Score.CategoricalScore("calm"),
            null,
            List.of(),
            new Simulation(id(900), id(901), 4),
            null));
    commit(YES_NO, 2, row(4, null, null, List.of(), null, null));

    List<JsonNode> results = results("sort_by=+created_at");

    assertThat(results).hasSize(4);
    assertThat(results.get(0))
        .hasToString(
            """
            {"id":"%s","org_id":"%s","metric_id":"%s","metric_version":1,"result":true,\
            "justification":"because","source_type":"post-session","source":{"type":"post-session",\
            "conversation_id":"%s","references":["m1","m2"]},\
            "created_at":"2026-11-01T00:00:01Z","updated_at":"2026-11-01T00:00:01Z"}"""
                .formatted(id(1), org, YES_NO, id(1001)));
    assertThat(results.get(1).get("result").doubleValue()).isEqualTo(2.5);
    assertThat(results.get(1).get("metric_version").intValue()).isEqualTo(2);
    assertThat(results.get(2).get("result").stringValue()).isEqualTo("calm");
    assertThat(results.get(2).get("source"))
        .hasToString(
            """
            {"type":"simulation","simulation_unit_test_set_run_id":"%s","unit_test_id":"%s",\
            "run_index":4,"references":[]}"""
                .formatted(id(900), id(901)));
    assertThat(results.get(3).get("result").isNull()).isTrue();
  }

  @Test
  void resultsAreFiltered() throws IOException {
    commit(YES_NO, 1, yes(1), yes(2));
    commit(YES_NO, 2, yes(3));
    commit(NUMBER, 1, row(4, new Score.NumericalScore(1), null, List.of(), null, null));
    commit(
        WORD,
        1,
        row(
            5,
            new Score.CategoricalScore("a"),
            null,
            List.of(),
            new Simulation(id(900), id(901), 0),
            null));

    assertThat(found("")).containsExactly(5, 4, 3, 2, 1);
    assertThat(found("metric_id=" + YES_NO)).containsExactly(3, 2, 1);
    assertThat(found("metric_id=%s&metric_id=%s".formatted(YES_NO, NUMBER)))
        .containsExactly(4, 3, 2, 1);
    assertThat(found("metric_id_and_version=%s-1".formatted(YES_NO))).containsExactly(2, 1);
    assertThat(
            found("metric_id_and_version=%s-&metric_id_and_version=%s-1".formatted(YES_NO, NUMBER)))
        .containsExactly(4, 3, 2, 1);
    assertThat(found("metric_id=%s&metric_id_and_version=%s-2".formatted(NUMBER, YES_NO)))
        .as("different parameters must both match")
        .isEmpty();
    assertThat(found("source_type=simulation")).containsExactly(5);
    assertThat(found("source_type=manual")).isEmpty();
    assertThat(found("source_type=post-session&source_type=simulation")).hasSize(5);
    assertThat(found("conversation_id=" + id(1002))).containsExactly(2);
    assertThat(found("simulation_unit_test_set_run_id=" + id(900))).containsExactly(5);
    assertThat(found("timestamp_after=2026-11-01T00:00:03Z")).containsExactly(5, 4, 3);
    assertThat(found("timestamp_before=2026-11-01T00:00:03Z")).containsExactly(3, 2, 1);
    assertThat(found("timestamp_after=2026-11-01T02:00:02.5%2B02:00")).containsExactly(5, 4, 3);
    assertThat(found("sort_by=+created_at&limit=2")).containsExactly(1, 2);
    assertThat(found("limit=0")).isEmpty();
    assertThat(page("timestamp_before=2026-11-01T00:00:04Z").get("filter_values"))
        .hasToString("{\"metric_ids\":[\"%s\",\"%s\"]}".formatted(YES_NO, NUMBER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=501",
        "limit=-1",
        "sort_by=id",
        "metric_id=x",
        "metric_id=' OR 1=1 --",
        "metric_id_and_version=aaaaaaaaaaaaaaaaaaaaaaaa",
        "metric_id_and_version=aaaaaaaaaaaaaaaaaaaaaaaa-x",
        "source_type=other",
        "conversation_id=../../etc/passwd",
        "timestamp_after=yesterday",
        "timestamp_before=2026-11-01",
        "continuation_token=x",
        "source_type=manual&source_type=manual"
      })
  void aWrongParameterIsRefused(String query) {
    Reply reply = ann.get(ROUTE + "?" + query.replace(" ", "%20").replace("'", "%27")).is(422);
    assertThat(reply.code()).isEqualTo("invalid_request");
  }

  @Test
  void aSupersededResultIsHiddenWhateverTheFilter() throws IOException {
    commit(YES_NO, 1, yes(1), yes(2));
    commit(YES_NO, 1, row(10, new Score.BooleanScore(false), null, List.of(), null, id(1)));

    assertThat(found("")).containsExactly(10, 2);
    assertThat(found("timestamp_before=2026-11-01T00:00:05Z"))
        .as("the successor lies outside")
        .containsExactly(2);
  }

  @Test
  void noOrganizationSeesAnothers() throws IOException {
    commit(YES_NO, 1, yes(1));
    Client stranger = server.client(org + "-other", "eve", Role.ADMIN);
    Client publisher = server.client(org, "pat", Role.PUBLISHER);

    for (Client client : List.of(stranger, publisher)) {
      JsonNode page = client.get(ROUTE).is(200).json();
      assertThat(page.get("metric_evaluation_results").isEmpty()).isTrue();
      assertThat(page.get("filter_values")).hasToString("{\"metric_ids\":[]}");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aListShowsItsFirstPagesSnapshotWhateverIsCommitted(long seed) throws IOException {
    Random random = new Random(seed);
    Set<Integer> current = new HashSet<>();
    int next = 1;
    for (int file = 0; file < 4; file++) {
      next = commitRandom(random, current, next);
    }
    boolean newestFirst = random.nextBoolean();
    String sort = "sort_by=" + (newestFirst ? "-" : "+") + "created_at";
    List<Integer> expected =
        current.stream()
            .sorted(
                Comparator.comparing(
                        (Integer n) -> createdAt(n),
                        newestFirst ? Comparator.reverseOrder() : Comparator.naturalOrder())
                    .thenComparing(ResultsIT::id))
            .toList();

    JsonNode page = page(sort + "&limit=7");
    List<Integer> seen = new ArrayList<>(numbers(page));
    while (page.get("has_more").booleanValue()) {
      if (random.nextBoolean()) {
        next = commitRandom(random, current, next);
      }
      int limit = 1 + random.nextInt(20);
      page =
          page(
              "%s&limit=%d&continuation_token=%d"
                  .formatted(sort, limit, page.get("continuation_token").longValue()));
      assertThat(page.get("filter_values").isNull()).isTrue();
      seen.addAll(numbers(page));
    }

    assertThat(seen).containsExactlyElementsOf(expected);
  }

  @Test
  void aTokenWhoseFilesAreGoneSaysSo() throws IOException {
    String metric = "d".repeat(24);
    commit(metric, 1, yes(1), yes(2), yes(3));
    JsonNode page = page("limit=1");
    Path files = warehouse.path(AssayTable.METRIC_EVALUATION_RESULT).resolve("metric_id=" + metric);
    try (Stream<Path> below = Files.walk(files)) {
      for (Path file : below.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.move(file, folder.resolve("moved.parquet"));
        long token = page.get("continuation_token").longValue();

        assertThat(ann.get(ROUTE + "?continuation_token=" + token).is(400).code())
            .isEqualTo("snapshot_expired");
        assertThat(ann.get(ROUTE + "?continuation_token=" + (token + 1)).is(400).code())
            .isEqualTo("snapshot_expired");
        Files.move(folder.resolve("moved.parquet"), file);
        assertThat(ann.get(ROUTE + "?continuation_token=" + token).status()).isEqualTo(200);
      }
    }
  }

  /** Appends results of one metric, some of which supersede others, and notes what is current. */
  private int commitRandom(Random random, Set<Integer> current, int first) throws IOException {
    List<ResultRow> rows = new ArrayList<>();
    int next = first;
    List<Integer> before = new ArrayList<>(current.stream().sorted().toList());
    for (int i = 0; i < 3 + random.nextInt(12); i++) {
      String replaces = null;
      if (!before.isEmpty() && random.nextInt(3) == 0) {
        int old = before.remove(random.nextInt(before.size()));
        current.remove(old);
        replaces = id(old);
      }
      rows.add(row(next, new Score.BooleanScore(true), null, List.of(), null, replaces));
      current.add(next);
      next++;
    }
    commit(YES_NO, 1 + random.nextInt(3), rows.toArray(ResultRow[]::new));
    return next;
  }

  private void commit(String metric, int version, ResultRow... rows) throws IOException {
    Map<String, String> partition =
        Map.of("metric_id", metric, "metric_version", String.valueOf(version));
    DataFileWriter writer =
        DataFileWriter.open(
            warehouse.path(AssayTable.METRIC_EVALUATION_RESULT),
            AssayTable.METRIC_EVALUATION_RESULT,
            partition,
            1 << 20);
    for (ResultRow row : rows) {
      writer.write(row.toFields());
    }
    List<DataFile> files = List.of(writer.finish());
    assertThat(
            new TableAppend(warehouse)
                .commit(AssayTable.METRIC_EVALUATION_RESULT, files, "test", ++commits))
        .isTrue();
  }

  private ResultRow yes(int number) {
    return row(number, new Score.BooleanScore(true), null, List.of(), null, null);
  }

  private ResultRow row(
      int number,
      @Nullable Score value,
      @Nullable String justification,
      List<String> references,
      @Nullable Simulation simulation,
      @Nullable String replaces) {
    return new ResultRow(
        id(number),
        org,
        new ResultRow.Subject(
            id(1000 + number),
            null,
            simulation == null ? "post-session" : "simulation",
            simulation),
        value == null
            ? new Evaluation.NotApplicable(justification, references)
            : new Evaluation.Scored(value, justification, references),
        "hash",
        "code",
        "print",
        "run",
        replaces,
        createdAt(number).toEpochMilli() * 1000);
  }

  /** From the twelfth on three results share a time, so that ties are broken. */
  private static Instant createdAt(int number) {
    return BEGIN.plusSeconds(number < 12 ? number : 12 + number / 3);
  }

  private static String id(int number) {
    return "%024x".formatted(number);
  }

  private JsonNode page(String query) {
    return ann.get(ROUTE + "?" + query).is(200).json();
  }

  private List<JsonNode> results(String query) {
    return items(page(query)).toList();
  }

  private List<Integer> found(String query) {
    return numbers(page(query));
  }

  private static List<Integer> numbers(JsonNode page) {
    return items(page).map(r -> Integer.parseInt(r.get("id").stringValue(), 16)).toList();
  }

  private static Stream<JsonNode> items(JsonNode page) {
    return StreamSupport.stream(page.get("metric_evaluation_results").spliterator(), false);
  }
}
