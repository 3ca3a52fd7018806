package dev.assay.tests.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.fixture.SharedSpark;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.jobs.maintain.Maintenance;
import dev.assay.jobs.task.LocalTasks;
import dev.assay.results.AssayTable;
import dev.assay.results.ResultRow;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFileWriter;
import dev.assay.results.query.WarehouseSql;
import dev.assay.results.read.ResultQuery;
import dev.assay.results.read.ResultReader;
import dev.assay.results.read.StoredResult;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks through results while others commit: runs, manual evaluations, maintenance and compaction.
 * What a walk must show is what SQL says when it begins.
 */
class ResultWalksTest {
  private static final List<String> METRICS = List.of("a".repeat(24), "b".repeat(24));
  private static final List<String> SOURCES = List.of("post-session", "manual", "simulation");
  private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
  private static final String TABLE = AssayTable.METRIC_EVALUATION_RESULT.label();
  private static final int CONVERSATIONS = 12;

  /** Each sixth one is maintenance, and each sixth compaction. */
  private static final int STEPS = Integer.getInteger("assay.walk.steps", 6);

  @TempDir private Path folder;
  private Warehouse warehouse;
  private ResultReader reader;
  private Maintenance maintenance;
  private int commits;
  private int rows;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("assay.walk.seeds", 1));
  }

  @BeforeEach
  void open() {
    warehouse = Warehouse.at(folder.resolve("warehouse"));
    warehouse.createMissing();
    reader = ResultReader.open(warehouse);
    maintenance = new Maintenance(warehouse, () -> new LocalTasks(2), key -> true);
  }

  @AfterEach
  void close() {
    reader.close();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void walksShowTheSnapshotOfTheirFirstPage(long seed) throws Exception {
    Random random = new Random(seed);
    List<Walk> walks = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      commit(random);
      if (step % 6 == 4) {
        maintenance.run();
      } else if (step % 6 == 5) {
        compact();
      }
      for (int i = 0; i < 3; i++) {
        walks.add(new Walk(query(random)));
      }
      for (Walk walk : walks) {
        walk.goOn(1 + random.nextInt(5));
      }
    }
    for (Walk walk : walks) {
      walk.goOn(500);
      assertThat(walk.seen).as("%s", walk.query).containsExactlyElementsOf(walk.expected);
    }
    assertThat(walks).as("some have results").anyMatch(walk -> walk.expected.size() > 1);
  }

  @Test
  void aWalkWhoseFilesWereVacuumedSaysSoAndANewOneGoesOn() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 4; i++) {
      commit(random);
    }
    ResultQuery all =
        new ResultQuery(
            "org", List.of(), List.of(), List.of(), List.of(), List.of(), null, null, true);
    Walk walk = new Walk(all);
    walk.goOn(2);
    compact();
    SparkSession spark = SharedSpark.session();
    spark.conf().set("spark.databricks.delta.retentionDurationCheck.enabled", "false");
    spark.sql(
        "VACUUM delta.`%s` RETAIN 0 HOURS".formatted(folder.resolve("warehouse").resolve(TABLE)));
    spark.conf().unset("spark.databricks.delta.retentionDurationCheck.enabled");

    assertThatThrownBy(() -> walk.goOn(500))
        .isInstanceOf(ResultReader.SnapshotGone.class)
        .hasMessageContaining("no longer kept");
    Walk fresh = new Walk(all);
    fresh.goOn(500);
    assertThat(fresh.seen).containsExactlyElementsOf(walk.expected);
  }

  /** A walk that was begun. */
  private final class Walk {
    private final ResultQuery query;
    private final long version = reader.newest();
    private final List<String> expected;
    private final List<String> seen = new ArrayList<>();
    private ResultQuery.@Nullable Place place;
    private boolean isOver;

    Walk(ResultQuery query) throws SQLException {
      this.query = query;
      this.expected =
          ids(
              "id",
              query,
              " ORDER BY created_at %s, id".formatted(query.newestFirst() ? "DESC" : "ASC"));
      assertThat(reader.metricIds(version, query, Set.of()))
          .as("%s", query)
          .containsExactlyElementsOf(new TreeSet<>(ids("DISTINCT metric_id", query, "")));
    }

    void goOn(int limit) {
      while (!isOver) {
        List<StoredResult> page = reader.find(version, query, place, limit);
        page.forEach(result -> seen.add(result.id()));
        isOver = page.size() < limit;
        if (!page.isEmpty()) {
          StoredResult last = page.get(page.size() - 1);
          place = new ResultQuery.Place(last.createdAt(), last.id());
        }
        if (limit < 500) {
          return;
        }
      }
    }
  }

  private ResultQuery query(Random random) {
    Instant from = BEGIN.plusSeconds(random.nextInt(20));
    return new ResultQuery(
        "org",
        some(random, METRICS),
        random.nextInt(3) > 0
            ? List.of()
            : List.of(
                new ResultQuery.MetricVersions(
                    METRICS.get(random.nextInt(2)),
                    random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(1))),
        some(random, SOURCES),
        random.nextInt(3) > 0 ? List.of() : List.of(id('c', random.nextInt(CONVERSATIONS + 1))),
        List.of(),
        random.nextInt(3) > 0 ? null : from,
        random.nextInt(3) > 0 ? null : from.plusSeconds(random.nextInt(10)),
        random.nextBoolean());
  }

  private static List<String> some(Random random, List<String> all) {
    return random.nextBoolean() ? List.of() : List.of(all.get(random.nextInt(all.size())));
  }

  /** What SQL says of a query, by the view of current results. */
  private List<String> ids(String column, ResultQuery query, String order) throws SQLException {
    StringBuilder sql =
        new StringBuilder("SELECT " + column + " FROM current_result WHERE org_id = 'org'");
    oneOf(sql, "metric_id", query.metricIds());
    oneOf(sql, "source_type", query.sourceTypes());
    oneOf(sql, "conversation_id", query.conversationIds());
    for (ResultQuery.MetricVersions version : query.versions()) {
      sql.append(" AND metric_id = '%s'".formatted(version.metricId()));
      version.version().ifPresent(v -> sql.append(" AND metric_version = " + v));
    }
    if (query.from() != null) {
      sql.append(" AND created_at >= TIMESTAMPTZ '%s'".formatted(query.from()));
    }
    if (query.to() != null) {
      sql.append(" AND created_at <= TIMESTAMPTZ '%s'".formatted(query.to()));
    }
    String whole = sql.append(order).toString();
    try (WarehouseSql session = WarehouseSql.openFor(warehouse, "128MB", whole);
        Statement statement = session.connection().createStatement();
        ResultSet found = statement.executeQuery(whole)) {
      List<String> ids = new ArrayList<>();
      while (found.next()) {
        ids.add(found.getString(1));
      }
      return ids;
    }
  }

  private static void oneOf(StringBuilder sql, String column, List<String> values) {
    if (!values.isEmpty()) {
      sql.append(
          values.stream().collect(Collectors.joining("', '", " AND " + column + " IN ('", "')")));
    }
  }

  /** Appends results, some of which supersede others of their metric, of any version and source. */
  private void commit(Random random) throws IOException, SQLException {
    String metric = METRICS.get(random.nextInt(2));
    List<String> current =
        new ArrayList<>(
            ids(
                "id",
                new ResultQuery(
                    "org",
                    List.of(metric),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    null,
                    true),
                " ORDER BY id"));
    DataFileWriter writer =
        DataFileWriter.open(
            warehouse.path(AssayTable.METRIC_EVALUATION_RESULT),
            AssayTable.METRIC_EVALUATION_RESULT,
            Map.of("metric_id", metric, "metric_version", String.valueOf(1 + random.nextInt(2))),
            1 << 20);
    for (int i = 0; i < 1 + random.nextInt(10); i++) {
      String replaces =
          current.isEmpty() || random.nextInt(3) > 0
              ? null
              : current.remove(random.nextInt(current.size()));
      int number = rows++;
      writer.write(
          new ResultRow(
                  id('r', number),
                  random.nextInt(10) == 0 && replaces == null ? "other" : "org",
                  new ResultRow.Subject(
                      id('c', random.nextInt(CONVERSATIONS)),
                      null,
                      SOURCES.get(random.nextInt(3)),
                      null),
                  new Evaluation.Scored(new Score.BooleanScore(true), null, List.of()),
                  "hash",
                  "code",
                  "print",
                  "run",
                  replaces,
                  // Groups of rows share a time, so that ties are broken.
                  BEGIN.plusSeconds(number / 5).toEpochMilli() * 1000)
              .toFields());
    }
    new TableAppend(warehouse)
        .commit(AssayTable.METRIC_EVALUATION_RESULT, List.of(writer.finish()), "test", ++commits);
  }

  private void compact() {
    io.delta.tables.DeltaTable.forPath(
            SharedSpark.session(), folder.resolve("warehouse").resolve(TABLE).toString())
        .optimize()
        .executeCompaction();
  }

  /** Without order, so that ids and times differ. */
  private static String id(char kind, int number) {
    return "%08x%016x".formatted(number * 0x9E3779B1, (long) kind << 32 | number);
  }
}
