package dev.assay.results.daily;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.results.Answers;
import dev.assay.results.AssayTable;
import dev.assay.results.ResultRow;
import dev.assay.results.SampleFailures;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricDailyTest {
  private static final String A = "a".repeat(24);
  private static final String B = "b".repeat(24);
  private static final String MEMORY = "256MB";
  private static final String COUNTS =
      """
      SELECT metric_id[1:1], day, scored, not_applicable, failed, result_sum, result_sum_squares,
        result_min, result_max, list_transform(value_counts, lambda v: v.value || ' ' || v.count)
      FROM metric_daily ORDER BY ALL""";

  @TempDir Path root;

  private Warehouse warehouse;
  private int commits;

  @BeforeEach
  void create() {
    warehouse = Warehouse.at(root);
    warehouse.createMissing();
  }

  @Test
  void resultsCountOnTheDayOfTheirConversation() throws Exception {
    append(A, number("r1", "c1", 1, 2.5), number("r2", "c2", 1, 4), number("r3", "c3", 2, 1));
    append(A, none("r4", "c4", 1));
    append(B, word("r5", "c1", "late"), word("r6", "c2", "early"), word("r7", "c3", "late"));

    update();

    assertThat(Answers.of(warehouse, COUNTS))
        .containsExactly(
            "a|2026-11-01|2|1|0|6.5|22.25|2.5|4.0|[]",
            "a|2026-11-02|1|0|0|1.0|1.0|1.0|1.0|[]",
            "b|2026-11-01|3|0|0|null|null|null|null|[early 1, late 2]");
  }

  @Test
  void aResultThatIsReplacedIsTakenOutOfItsOwnDay() throws Exception {
    append(A, number("r1", "c1", 1, 2.5), number("r2", "c2", 1, 4));
    update();

    append(A, replacing("r3", "c1", 3, 7, "r1"));
    update();

    assertThat(Answers.of(warehouse, COUNTS))
        .containsExactly(
            "a|2026-11-01|1|0|0|4.0|16.0|4.0|4.0|[]", "a|2026-11-03|1|0|0|7.0|49.0|7.0|7.0|[]");
  }

  @Test
  void aDayThatNothingIsLeftOfHasNoRow() throws Exception {
    append(A, number("r1", "c1", 1, 2.5));
    update();

    append(A, replacing("r2", "c1", 2, 7, "r1"));
    update();

    assertThat(Answers.of(warehouse, COUNTS))
        .containsExactly("a|2026-11-02|1|0|0|7.0|49.0|7.0|7.0|[]");
  }

  @Test
  void aConversationCountsAsFailedOnceUntilAResultFollows() throws Exception {
    append(A, number("r1", "c1", 1, 1));
    SampleFailures.append(
        warehouse,
        1,
        List.of(
            SampleFailures.row("f1", A, "c2", 1, at(1), created(1)),
            SampleFailures.row("f2", A, "c3", 1, at(1), created(1))));
    SampleFailures.append(
        warehouse, 2, List.of(SampleFailures.row("f3", A, "c2", 2, at(1), created(2))));
    update();
    assertThat(Answers.of(warehouse, "SELECT scored, failed FROM metric_daily"))
        .containsExactly("1|2");

    append(A, row("r2", "c2", at(1), created(3), scored(1), null));
    update();
    assertThat(Answers.of(warehouse, "SELECT scored, failed FROM metric_daily"))
        .containsExactly("2|1");

    SampleFailures.append(
        warehouse, 3, List.of(SampleFailures.row("f4", A, "c2", 1, at(1), created(4))));
    update();
    assertThat(Answers.of(warehouse, "SELECT scored, failed FROM metric_daily"))
        .as("an edit that could not be evaluated")
        .containsExactly("2|2");
  }

  @Test
  void whatHasNoTimeHasARowOfItsOwnUntilAResultWithATimeReplacesIt() throws Exception {
    append(A, number("r1", "c1", 1, 2.5));
    append(A, undated("r2", "c2", 4, null), undated("r3", "c3", 8, null));
    SampleFailures.append(
        warehouse, 1, List.of(SampleFailures.row("f1", A, "c4", 1, null, created(1))));
    update();
    assertThat(Answers.of(warehouse, COUNTS))
        .containsExactly(
            "a|2026-11-01|1|0|0|2.5|6.25|2.5|2.5|[]", "a|null|2|0|1|12.0|80.0|4.0|8.0|[]");

    append(A, replacing("r4", "c2", 1, 5, "r2"));
    update();
    assertThat(Answers.of(warehouse, COUNTS))
        .containsExactly(
            "a|2026-11-01|2|0|0|7.5|31.25|2.5|5.0|[]", "a|null|1|0|1|8.0|64.0|8.0|8.0|[]");

    append(A, undated("r5", "c4", 1, null), replacing("r6", "c3", 2, 9, "r3"));
    update();
    assertThat(Answers.of(warehouse, COUNTS))
        .as("a result follows the failure, and the other has a day")
        .containsExactly(
            "a|2026-11-01|2|0|0|7.5|31.25|2.5|5.0|[]",
            "a|2026-11-02|1|0|0|9.0|81.0|9.0|9.0|[]",
            "a|null|1|0|0|1.0|1.0|1.0|1.0|[]");
  }

  @Test
  void whatHasNoTimeStaysCountedWhileDaysAreCountedAnew() throws Exception {
    DataFile old = append(A, undated("r1", "c1", 4, null));
    update();
    Files.delete(Path.of(old.path()));

    append(A, number("r2", "c2", 1, 5));
    update();

    assertThat(Answers.of(warehouse, COUNTS))
        .containsExactly(
            "a|2026-11-01|1|0|0|5.0|25.0|5.0|5.0|[]", "a|null|1|0|0|4.0|16.0|4.0|4.0|[]");
  }

  @Test
  void anUpdateReadsOnlyTheMetricVersionsAndDaysThatHaveChanged() throws Exception {
    DataFile old = append(A, number("r1", "c1", 1, 1));
    DataFile other = append(B, number("r2", "c1", 1, 1));
    update();
    List<String> before = files();
    Files.delete(Path.of(old.path()));
    Files.delete(Path.of(other.path()));

    append(A, number("r3", "c2", 2, 5));
    update();

    assertThat(Answers.of(warehouse, COUNTS))
        .containsExactly(
            "a|2026-11-01|1|0|0|1.0|1.0|1.0|1.0|[]",
            "a|2026-11-02|1|0|0|5.0|25.0|5.0|5.0|[]",
            "b|2026-11-01|1|0|0|1.0|1.0|1.0|1.0|[]");
    assertThat(files().stream().filter(before::contains))
        .as("files that stay")
        .singleElement()
        .asString()
        .contains("metric_id=" + B);
  }

  @Test
  void anUpdateWithoutNewsCommitsNothing() throws Exception {
    append(A, number("r1", "c1", 1, 1));
    update();
    long version = version();

    update();

    assertThat(version()).isEqualTo(version);
  }

  @Test
  void equalResultsHaveEqualSumsInWhateverOrderTheyCame() throws Exception {
    Random random = new Random(5);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      rows.add(number("r" + i, "c" + i, 1, random.nextGaussian() * Math.pow(10, i % 20)));
    }
    append(A, rows);
    update();
    List<String> once = Answers.of(warehouse, COUNTS);
    Collections.shuffle(rows, random);
    Warehouse other = Warehouse.at(root.resolve("other"));
    other.createMissing();
    for (int i = 0; i < 5; i++) {
      commit(other, A, rows.subList(100 * i, 100 * i + 100));
      new MetricDaily(other, MEMORY).update();
    }

    assertThat(Answers.of(other, COUNTS)).isEqualTo(once);
  }

  @Test
  void numbersOfAnySizeAreCounted() throws Exception {
    append(
        A,
        number("r1", "c1", 1, 1e300),
        number("r2", "c2", 1, 1e308),
        number("r3", "c3", 1, 1e308));

    update();

    assertThat(Answers.of(warehouse, "SELECT scored, result_max FROM metric_daily"))
        .containsExactly("3|1.0E308");
  }

  @Test
  void withoutTheLogOfTheChangesAllIsCountedAnew() throws Exception {
    append(A, number("r1", "c1", 1, 1));
    update();
    append(A, number("r2", "c2", 1, 2));
    append(B, number("r3", "c2", 1, 3));
    Path log = warehouse.path(AssayTable.METRIC_EVALUATION_RESULT).resolve("_delta_log");
    checkpoint();
    for (int version = 0; version < 3; version++) {
      Files.delete(log.resolve("%020d.json".formatted(version)));
    }

    update();

    assertThat(Answers.of(warehouse, "SELECT metric_id[1:1], scored FROM metric_daily ORDER BY 1"))
        .containsExactly("a|2", "b|1");
  }

  private void checkpoint() {
    var snapshot = warehouse.newest(AssayTable.METRIC_EVALUATION_RESULT).orElseThrow();
    try {
      io.delta.kernel.Table.forPath(
              warehouse.engine(), warehouse.path(AssayTable.METRIC_EVALUATION_RESULT).toString())
          .checkpoint(warehouse.engine(), snapshot.getVersion());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void update() {
    new MetricDaily(warehouse, MEMORY).update();
  }

  private long version() {
    return warehouse.newest(AssayTable.METRIC_DAILY).orElseThrow().getVersion();
  }

  private List<String> files() {
    return DataFiles.of(warehouse, AssayTable.METRIC_DAILY, java.util.Optional.empty()).stream()
        .map(DataFiles.Live::path)
        .toList();
  }

  private DataFile append(String metric, @Nullable Object[]... rows) throws IOException {
    return append(metric, List.of(rows));
  }

  private DataFile append(String metric, List<@Nullable Object[]> rows) throws IOException {
    return commit(warehouse, metric, rows);
  }

  private DataFile commit(Warehouse to, String metric, List<@Nullable Object[]> rows)
      throws IOException {
    DataFileWriter writer =
        DataFileWriter.open(
            to.path(AssayTable.METRIC_EVALUATION_RESULT),
            AssayTable.METRIC_EVALUATION_RESULT,
            Map.of("metric_id", metric, "metric_version", "1"),
            1 << 20);
    for (@Nullable Object[] row : rows) {
      writer.write(row);
    }
    DataFile file = writer.finish();
    new TableAppend(to)
        .commit(AssayTable.METRIC_EVALUATION_RESULT, List.of(file), "test", ++commits);
    return file;
  }

  private static @Nullable Object[] number(String id, String conversation, int day, double value) {
    return row(id, conversation, at(day), created(1), scored(value), null);
  }

  private static @Nullable Object[] undated(
      String id, String conversation, double value, @Nullable String replaces) {
    return row(id, conversation, null, created(2), scored(value), replaces);
  }

  private static @Nullable Object[] replacing(
      String id, String conversation, int day, double value, String replaces) {
    return row(id, conversation, at(day), created(2), scored(value), replaces);
  }

  private static @Nullable Object[] word(String id, String conversation, String value) {
    return row(
        id,
        conversation,
        at(1),
        created(1),
        new Evaluation.Scored(new Score.CategoricalScore(value), null, List.of()),
        null);
  }

  private static @Nullable Object[] none(String id, String conversation, int day) {
    return row(
        id, conversation, at(day), created(1), new Evaluation.NotApplicable(null, List.of()), null);
  }

  private static Evaluation scored(double value) {
    return new Evaluation.Scored(new Score.NumericalScore(value), null, List.of());
  }

  private static @Nullable Object[] row(
      String id,
      String conversation,
      @Nullable Long at,
      long created,
      Evaluation evaluation,
      @Nullable String replaces) {
    return new ResultRow(
            id,
            "org",
            new ResultRow.Subject(conversation, "s1", "post-session", null, null, at),
            evaluation,
            "hash",
            "code",
            "print",
            "run",
            replaces,
            created)
        .toFields();
  }

  /** The last second of a day of November. */
  private static long at(int day) {
    return LocalDate.of(2026, 11, day).atTime(23, 59, 59).toEpochSecond(ZoneOffset.UTC) * 1_000_000;
  }

  private static long created(int hour) {
    return LocalDate.of(2026, 12, 1).atTime(hour, 0).toEpochSecond(ZoneOffset.UTC) * 1_000_000;
  }
}
