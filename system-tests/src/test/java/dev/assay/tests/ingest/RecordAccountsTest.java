package dev.assay.tests.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.ReadOptions;
import dev.assay.cli.fixture.TestHome;
import dev.assay.insight.report.IngestSummary;
import dev.assay.jobs.ingest.Ingest;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.tests.ingest.AccountedRecords.Delivered;
import dev.assay.tests.ingest.AccountedRecords.Fate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every record is accounted for, of every format and in files of every kind: it is accepted,
 * superseded or quarantined; and every span is used or not used for a reason.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordAccountsTest {

  private final Map<String, List<Delivered>> files = new TreeMap<>();
  private TestHome home = new TestHome(Path.of("target", "unused-home"));
  private IngestSummary summary = IngestSummary.NOTHING;

  @BeforeAll
  void takeAllIn(@TempDir Path folder) throws Exception {
    home = new TestHome(folder.resolve("of-home"));
    deliver(folder);
    try (JobContext context = home.open()) {
      Ingest ingest =
          new Ingest(
              context.home(),
              ReadOptions.of("default"),
              "0".repeat(24),
              context::tasks,
              context.ingestionSequence(),
              Set::of,
              (bytes, ofBytes) -> {});
      summary = ingest.run(List.of(home.archives().toString()), Set.of());
      ingest.clean();
    }
  }

  private void deliver(Path folder) throws Exception {
    deliver("newest.jsonl", List.of(AccountedRecords.newest()), text -> text);
    deliver("lines.jsonl", AccountedRecords.lines("lines"), text -> text);
    deliver("others.ndjson", AccountedRecords.lines("others"), text -> "\n" + text + "\r\n\n");
    deliver("zipped.jsonl.gz", AccountedRecords.lines("zipped"), text -> text);
    deliver("list.json", AccountedRecords.values("list"), text -> "[\n" + commas(text) + "\n]");
    deliver(
        "object.json",
        AccountedRecords.values("object"),
        text -> "{\n  \"total\": 24,\n  \"data\": [\n" + commas(text) + "]}");
    List<Delivered> wide = AccountedRecords.lines("wide");
    files.put("wide.jsonl", wide);
    home.deliver("wide.jsonl", ('\uFEFF' + text(wide)).getBytes(StandardCharsets.UTF_16LE));

    List<Delivered> frames = AccountedRecords.lines("frames");
    files.put("frames.jsonl.zst", frames);
    Path plain = Files.writeString(folder.resolve("frames.jsonl"), text(frames));
    String table = table(AccountedRecords.rows("table"));
    files.put("table.csv", AccountedRecords.ofRows("table"));
    home.deliver("table.csv", table.getBytes(StandardCharsets.UTF_8));
    files.put("columns.parquet", AccountedRecords.ofRows("columns"));
    Path rows =
        Files.writeString(folder.resolve("columns.csv"), table(AccountedRecords.rows("columns")));
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = database.createStatement()) {
      statement.execute(
          """
          COPY (FROM read_csv('%s', header = false, delim = '\\x01', quote = '', escape = '',
            columns = {'line': 'VARCHAR'}))
          TO '%s' (FORMAT csv, HEADER false, DELIMITER '\\x01', QUOTE '', COMPRESSION zstd)"""
              .formatted(plain, home.archives().resolve("frames.jsonl.zst")));
      statement.execute(
          """
          COPY (FROM read_csv('%s', header = true, delim = ',', quote = '"', escape = '"',
            all_varchar = true))
          TO '%s' (FORMAT parquet)"""
              .formatted(rows, home.archives().resolve("columns.parquet")));
    }
  }

  private interface Layout {
    String of(String lines);
  }

  private void deliver(String name, List<Delivered> records, Layout layout) {
    files.put(name, records);
    home.deliver(name, layout.of(text(records)).getBytes(StandardCharsets.UTF_8));
  }

  private static String text(List<Delivered> records) {
    return records.stream().map(Delivered::json).collect(Collectors.joining("\n"));
  }

  private static String commas(String lines) {
    return lines.replace("\n", ",\n");
  }

  private static String table(List<Map<String, String>> rows) {
    Set<String> columns = new TreeSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    StringBuilder table = new StringBuilder(String.join(",", columns));
    for (Map<String, String> row : rows) {
      table.append('\n');
      table.append(
          columns.stream()
              .map(column -> '"' + row.getOrDefault(column, "").replace("\"", "\"\"") + '"')
              .collect(Collectors.joining(",")));
    }
    return table.append('\n').toString();
  }

  @Test
  void theRowOfEachFileHasAllOfItsRecordsAndSpans() {
    List<String> expected = new ArrayList<>();
    files.forEach((file, records) -> expected.add(file + ": " + AccountedRecords.counts(records)));
    assertThat(
            home.rows(
                """
                SELECT format('{}: lines {}, accepted {}, unchanged {}, superseded {}, waiting {}, quarantined {}, fragments {}, used {}',
                  split_part(path, '/', -1), lines, accepted, unchanged, superseded, waiting,
                  quarantined, fragments, fragments_used)
                FROM archive_file ORDER BY split_part(path, '/', -1)"""))
        .containsExactlyElementsOf(expected);
    assertThat(
            home.rows(
                "SELECT path FROM archive_file WHERE lines <> accepted + superseded + quarantined"))
        .isEmpty();
  }

  @Test
  void eachRejectedRecordIsInQuarantineWithItsFileAndPlace() {
    List<String> expected = new ArrayList<>();
    files.forEach(
        (file, records) -> {
          // The blank line that others.ndjson opens with is counted.
          int first = file.endsWith(".ndjson") ? 2 : 1;
          for (int i = 0; i < records.size(); i++) {
            if (records.get(i).fate() == Fate.REJECTED) {
              expected.add("%s|%d|%s".formatted(file, first + i, records.get(i).reason()));
            }
          }
        });
    assertThat(
            home.rows(
                """
                SELECT split_part(f.path, '/', -1), q.line, q.reason
                FROM quarantine q LEFT JOIN archive_file f
                  ON f.file_hash = q.file_hash AND f.path = q.archive_file
                ORDER BY 1, 2"""))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void thereIsAConversationForEachThatWasTakenInAndNoOther() {
    assertThat(home.rows("SELECT external_id FROM conversation"))
        .containsExactlyInAnyOrderElementsOf(
            all().map(Delivered::conversation).filter(Objects::nonNull).toList());
    assertThat(home.rows("SELECT external_id FROM conversation WHERE NOT is_finished"))
        .allMatch(name -> name.endsWith(" open"))
        .hasSize(Math.toIntExact(of(Fate.WAITING)));
  }

  @Test
  void eachSpanIsKeptOnce() {
    Map<String, Long> expected = new TreeMap<>();
    files.forEach(
        (file, records) ->
            records.forEach(
                record ->
                    expected.merge(
                        file,
                        record.spans() - record.notUsed().getOrDefault("known_before", 0L),
                        Long::sum)));
    expected.values().removeIf(spans -> spans == 0);
    assertThat(
            home.rows(
                """
                SELECT split_part(archive_file, '/', -1), count(*) FROM conversation_fragment
                GROUP BY 1 ORDER BY 1"""))
        .containsExactlyElementsOf(
            expected.entrySet().stream().map(e -> e.getKey() + "|" + e.getValue()).toList());
  }

  @Test
  void theReportHasTheSumsOfAll() {
    IngestSummary.Fragments fragments = summary.fragments();
    assertThat(summary.files()).isEqualTo(files.size());
    assertThat(summary.lines()).isEqualTo(all().count());
    assertThat(summary.superseded()).isEqualTo(of(Fate.SUPERSEDED));
    assertThat(summary.unchanged()).isEqualTo(of(Fate.COPY));
    assertThat(summary.waiting()).isEqualTo(of(Fate.WAITING));
    assertThat(summary.changedConversations()).isZero();
    assertThat(fragments.records()).isEqualTo(of(Fate.PART));
    assertThat(summary.newConversations())
        .isEqualTo(of(Fate.NEW) + of(Fate.WAITING) + fragments.conversations());
    assertThat(summary.quarantined())
        .containsExactlyInAnyOrderEntriesOf(
            all()
                .filter(record -> record.fate() == Fate.REJECTED)
                .collect(
                    Collectors.groupingBy(
                        record -> Objects.requireNonNull(record.reason()), Collectors.counting())));
    assertThat(summary.lines())
        .isEqualTo(
            summary.newConversations()
                + summary.changedConversations()
                + summary.unchanged()
                - fragments.conversations()
                + summary.superseded()
                + fragments.records()
                + summary.quarantinedTotal());
    assertThat(summary.reading().formats())
        .hasSize(12)
        .containsExactlyInAnyOrderEntriesOf(
            all()
                .filter(record -> record.format() != null)
                .collect(
                    Collectors.groupingBy(
                        record -> Objects.requireNonNull(record.format()), Collectors.counting())));
  }

  @Test
  void theReportHasEachSpanAsUsedOrWithItsReason() {
    IngestSummary.Fragments fragments = summary.fragments();
    Map<String, Long> expected = new TreeMap<>();
    all()
        .forEach(record -> record.notUsed().forEach((why, n) -> expected.merge(why, n, Long::sum)));
    assertThat(fragments.notUsed()).containsExactlyEntriesOf(new TreeMap<>(expected));
    assertThat(fragments.used()).isEqualTo(all().mapToLong(Delivered::used).sum());
    assertThat(fragments.read())
        .isEqualTo(all().mapToLong(Delivered::spans).sum())
        .isEqualTo(
            fragments.used() + fragments.notUsed().values().stream().mapToLong(n -> n).sum());
    assertThat(fragments.withdrawn()).isZero();
  }

  private Stream<Delivered> all() {
    return files.values().stream().flatMap(List::stream);
  }

  private long of(Fate fate) {
    return all().filter(record -> record.fate() == fate).count();
  }
}
