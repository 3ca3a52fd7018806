package dev.assay.tests.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.ReadOptions;
import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.jobs.ingest.Ingest;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.results.AssayTable;
import dev.assay.tests.ForkedCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One folder with every kind of dirt. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DirtyInputTest {

  private static final String METRIC =
      TestHome.metric(
          "Characters",
          "numerical, lower_bound: 0, upper_bound: 100000000",
          "conversation.user_messages.map(m, m.text.size()).sum()");

  private static final String COUNTS =
      "SELECT split_part(path, '/', -1), lines, accepted, superseded, quarantined"
          + " FROM archive_file ORDER BY 1";

  private static final String REASONS =
      "SELECT reason, count(*) FROM quarantine GROUP BY reason ORDER BY reason";

  private TestHome home = new TestHome(Path.of("target", "unused-home"));
  private Map<String, String> expected = Map.of();
  private String report = "";
  private List<String> countsAfterFirst = List.of();
  private final Map<AssayTable, Long> rowsAfterFirst = new EnumMap<>(AssayTable.class);
  private String secondReport = "";

  @BeforeAll
  void takeDirtInTwice(@TempDir Path folder) throws Exception {
    home = new TestHome(folder);
    home.metrics(METRIC);
    expected = DirtyArchives.deliver(home);
    CommandRun first =
        home.run(
            "nightly",
            "--archive",
            home.archives().toString(),
            "--archive",
            folder.resolve("never-there").toString());
    assertThat(first.exitCode()).as(first.errors()).isEqualTo(3);
    assertThat(first.errors()).contains("A path is missing, or nothing of a whole file");
    report = first.output();
    countsAfterFirst = home.rows(COUNTS);
    for (AssayTable table : AssayTable.values()) {
      rowsAfterFirst.put(table, home.number("SELECT count(*) FROM " + table.label()));
    }
    // What cannot be read is tried again, and told of again.
    CommandRun second = home.run("nightly");
    assertThat(second.exitCode()).as(second.errors()).isEqualTo(3);
    secondReport = second.output();
  }

  @Test
  void everyLineIsAcceptedSupersededOrQuarantined() {
    assertThat(countsAfterFirst)
        .containsExactlyElementsOf(
            expected.entrySet().stream().map(e -> e.getKey() + "|" + e.getValue()).toList());
    assertThat(
            home.number(
                "SELECT count(*) FROM archive_file"
                    + " WHERE lines <> accepted + superseded + quarantined"))
        .isZero();
  }

  @Test
  void theQuarantineHoldsEachRejectedLineWithItsReason() {
    assertThat(home.rows(REASONS))
        .containsExactly(
            "broken_json|3",
            "duplicate_id|1",
            "invalid_encoding|1",
            "missing_field|1",
            "no_messages_list|2",
            "not_an_object|2",
            "too_deep|2",
            "truncated_file|2",
            "unknown_format|1",
            "unread_content|1",
            "unreadable_file|3",
            "unreadable_value|1",
            "wrong_organization|1",
            "wrong_type|3");
    assertThat(
            home.rows(
                """
                SELECT split_part(path, '/', -1) FROM archive_file f
                WHERE quarantined <> (
                  SELECT count(*) FROM quarantine q WHERE q.file_hash = f.file_hash)"""))
        .isEmpty();
    assertThat(
            home.rows(
                "SELECT line, reason FROM quarantine WHERE archive_file LIKE '%/broken.jsonl'"
                    + " ORDER BY line"))
        .containsExactly(
            "2|broken_json",
            "3|broken_json",
            "4|not_an_object",
            "5|not_an_object",
            "6|broken_json");
    assertThat(home.number("SELECT max(len(raw)) FROM quarantine")).isLessThanOrEqualTo(64 * 1024);
  }

  @Test
  void theReportSaysHowManyAndWhy() {
    assertThat(report)
        .contains("11 files read, 0 taken in before")
        .contains(
            "40 lines = 18 taken in (17 new, 0 changed, 1 copies) + 0 superseded + 22 quarantined")
        .contains("broken_json 3, duplicate_id 1, invalid_encoding 1")
        .contains("Cannot read archive")
        .contains("dangling.jsonl")
        .contains("never-there")
        .contains("notes.txt: not_an_archive")
        .contains("pipe.jsonl: not_a_file")
        .contains("half-written.jsonl.part: in_progress")
        .contains("around: link_loop");
  }

  @Test
  void whatIsTakenInIsEvaluatedEvenTheMessageOfTwentyMebibytes() {
    assertThat(report).contains("17 planned = 17 scored + 0 not applicable + 0 failed");
    assertThat(home.rows("SELECT max(result_numerical)::BIGINT, count(*) FROM current_result"))
        .containsExactly(DirtyArchives.LARGE + "|17");
    assertThat(
            home.rows(
                "SELECT message_count, external_id FROM conversation"
                    + " WHERE external_id IS NOT NULL"))
        .containsExactly("1|named by its source");
  }

  @Tag("thorough")
  @Test
  void theHeapThatAUserHasIsEnough(@TempDir Path folder) throws Exception {
    TestHome other = new TestHome(folder);
    other.metrics(METRIC);
    var unused = DirtyArchives.deliver(other);

    ForkedCommand command =
        ForkedCommand.start(folder.resolve("command"), other.arguments("nightly"));

    assertThat(command.exitCode()).as(command.errors()).isEqualTo(3);
    assertThat(command.output()).contains("17 planned = 17 scored + 0 not applicable + 0 failed");
  }

  @Test
  void takingItInTwiceDoublesNothing() {
    assertThat(secondReport).contains("1 file read, 10 taken in before").contains("nothing new");
    assertThat(home.rows(COUNTS)).isEqualTo(countsAfterFirst);
    for (AssayTable table : AssayTable.values()) {
      if (table != AssayTable.EVALUATION_RUN) {
        assertThat(home.number("SELECT count(*) FROM " + table.label()))
            .as(table.label())
            .isEqualTo(rowsAfterFirst.get(table));
      }
    }
  }

  @Test
  void filesThatVanishOrChangeWhileTheyAreReadAreRowsOfTheQuarantineAndAreReadAgain(
      @TempDir Path folder) {
    TestHome other = new TestHome(folder);
    other.metrics(METRIC);
    Path vanishing = other.deliver("vanishing.jsonl", TestConversation.of(1).user("one").line());
    Path growing = other.deliver("growing.jsonl", TestConversation.of(2).user("one").line());
    Path changing = other.deliver("changing.jsonl", TestConversation.of(5).user("one").line());
    other.deliver("steady.jsonl", TestConversation.of(3).user("one").line());
    try (JobContext context = other.open()) {
      Ingest ingest =
          new Ingest(
              context.home(),
              ReadOptions.of("default"),
              "0".repeat(24),
              () -> {
                // What runs tasks is asked for between the inspection of files and their reading.
                if (Files.exists(vanishing)) {
                  change(vanishing, growing, changing);
                }
                return context.tasks();
              },
              context.ingestionSequence(),
              Set::of,
              (bytes, ofBytes) -> {});

      assertThat(ingest.run(List.of(other.archives().toString()), Set.of()).quarantined())
          .containsEntry("unreadable_file", 1L)
          .containsEntry("changed_while_read", 1L);
    }
    assertThat(
            other.rows(
                "SELECT split_part(archive_file, '/', -1), reason FROM quarantine ORDER BY 1"))
        .containsExactly("changing.jsonl|changed_while_read", "vanishing.jsonl|unreadable_file");
    assertThat(other.rows("SELECT split_part(path, '/', -1) FROM archive_file ORDER BY 1"))
        .containsExactly("growing.jsonl", "steady.jsonl");

    assertThat(other.nightly())
        .contains("2 files read, 1 taken in before")
        .contains("4 planned = 4 scored");
  }

  private static void change(Path vanishing, Path growing, Path changing) {
    try {
      Files.delete(vanishing);
      Files.writeString(changing, TestConversation.of(5).user("1").line() + "\n");
      Files.writeString(
          growing, TestConversation.of(4).user("one").line() + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
