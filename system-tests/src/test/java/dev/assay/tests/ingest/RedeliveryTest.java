package dev.assay.tests.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.results.AssayTable;
import dev.assay.tests.ForkedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The same conversations arrive more than once; their results do not. */
class RedeliveryTest {

  private static final String METRIC =
      TestHome.metric("Count", TestHome.NUMBER, "conversation.messages.size()");

  private static final String[] LINES = {
    TestConversation.of(1).user("one").agent("two").line(),
    TestConversation.of(2).user("one").line(),
    TestConversation.of(3).user("one").agent("two").user("three").withoutTimes().line(),
  };

  private static final List<String> ONCE = List.of("01|2.0", "02|1.0", "03|3.0");

  @Test
  void plainAndCompressedInOneDeliveryAndAgainUnderOtherNames(@TempDir Path folder)
      throws IOException {
    TestHome home = new TestHome(folder);
    home.metrics(METRIC);
    writtenAt("2026-11-02T00:00:00Z", home.deliver("copies/day.jsonl.gz", LINES));
    writtenAt("2026-11-03T00:00:00Z", home.deliver("monday/day.jsonl", LINES));

    assertThat(home.nightly())
        .contains("2 files read, 0 taken in before")
        .contains("6 lines = 6 taken in (3 new, 0 changed, 3 copies) + 0 superseded")
        .contains("3 planned = 3 scored");
    assertThat(results(home)).isEqualTo(ONCE);
    long results = home.version(AssayTable.METRIC_EVALUATION_RESULT);
    long conversations = home.version(AssayTable.CONVERSATION);

    home.deliver("tuesday/same-bytes.jsonl", LINES);
    home.deliver("tuesday/other-order.jsonl", LINES[2], "", LINES[0], LINES[1]);
    assertThat(home.nightly())
        .contains("1 file read, 3 taken in before")
        .contains("3 lines = 3 taken in (0 new, 0 changed, 3 copies)")
        .contains("nothing new");
    assertThat(results(home)).isEqualTo(ONCE);
    assertThat(home.version(AssayTable.METRIC_EVALUATION_RESULT)).isEqualTo(results);
    assertThat(home.version(AssayTable.CONVERSATION)).isEqualTo(conversations);
    assertThat(
            home.rows(
                "SELECT lines, accepted, unchanged, quarantined FROM archive_file"
                    + " ORDER BY ingested_at, path"))
        .containsExactly("3|3|3|0", "3|3|0|0", "3|3|3|0", "3|3|3|0");
  }

  @Tag("thorough")
  @Test
  void twoRunsAtOnce(@TempDir Path folder) throws Exception {
    TestHome home = new TestHome(folder);
    home.metrics(METRIC);
    home.deliver("day.jsonl", LINES);

    ForkedCommand first = ForkedCommand.start(folder.resolve("first"), home.arguments("nightly"));
    ForkedCommand second = ForkedCommand.start(folder.resolve("second"), home.arguments("nightly"));
    assertThat(first.exitCode()).as(first.errors()).isZero();
    assertThat(second.exitCode()).as(second.errors()).isZero();

    assertThat(results(home)).isEqualTo(ONCE);
    assertThat(home.number("SELECT count(*) FROM metric_evaluation_result")).isEqualTo(3);
    assertThat(home.number("SELECT count(*) FROM archive_file")).isEqualTo(1);
    assertThat(home.rows("SELECT sum(conversations_new), sum(planned) FROM evaluation_run"))
        .containsExactly("3|3");
    assertThat(home.rows("SELECT status FROM evaluation_run"))
        .containsExactly("complete", "complete");
  }

  @Test
  void whatWasEvaluatedBeforeIsReplacedUnderWhateverIdAndWatermarkItArrives(@TempDir Path folder) {
    TestHome home = new TestHome(folder);
    home.metrics(METRIC);
    String finished = TestConversation.of(6).user("one").line();
    home.deliver(
        "1.jsonl",
        TestConversation.of(4).simulation("run", "test", 0).user("one").line(),
        TestConversation.of(5).user("one").line(),
        finished,
        TestConversation.of(6).user("one").unfinished().line());
    home.nightly();
    assertThat(results(home)).containsExactly("04|1.0", "05|1.0", "06|1.0");

    home.deliver(
        "2.jsonl",
        TestConversation.of(14).simulation("run", "test", 0).user("one").agent("two").line());
    home.nightly();
    assertThat(results(home)).containsExactly("05|1.0", "06|1.0", "14|2.0");
    assertThat(home.rows("SELECT right(conversation_id, 2) FROM metric_evaluation_history"))
        .containsExactly("04");

    try (JobContext context = home.open()) {
      // As when a run has carried some of its conversations over.
      JdbcClient.create(context.database().dataSource())
          .sql("UPDATE plan_watermark SET ingestion_sequence = 0")
          .update();
    }
    home.deliver("3.jsonl", TestConversation.of(5).user("one").agent("two").user("three").line());
    home.nightly();
    assertThat(results(home)).containsExactly("05|3.0", "06|1.0", "14|2.0");
  }

  @Test
  void whatArrivesAfterAnErasureIsPlannedThoughTheNewestIngestionIsGone(@TempDir Path folder) {
    TestHome home = new TestHome(folder);
    home.metrics(METRIC);
    home.deliver("1.jsonl", TestConversation.of(1).user("one").line());
    home.nightly();
    Path ofOthers = home.deliver("../others/2.jsonl", TestConversation.of(2).user("one").line());
    assertThat(home.run("ingest", "--org", "others", ofOthers.toString()).exitCode()).isZero();
    home.nightly();
    assertThat(
            home.run("erase", "--org", "others", "--conversation", TestConversation.id(2))
                .exitCode())
        .isZero();

    home.deliver("3.jsonl", TestConversation.of(4).user("one").agent("two").line());
    home.nightly();

    assertThat(results(home)).containsExactly("01|1.0", "04|2.0");
  }

  @Test
  void filesTakeEffectInTheOrderOfTheirTimesThenAsPeopleCount(@TempDir Path folder)
      throws IOException {
    TestHome home = new TestHome(folder);
    home.metrics(METRIC);
    String same = "2026-11-03T00:00:00Z";
    writtenAt(same, home.deliver("10.jsonl", TestConversation.of(1).user("a").agent("b").line()));
    writtenAt(same, home.deliver("9.jsonl", TestConversation.of(1).user("a").line()));
    String before = "2026-11-02T00:00:00Z";
    writtenAt(before, home.deliver("b.jsonl", TestConversation.of(2).user("a").line()));
    writtenAt(same, home.deliver("a.jsonl", TestConversation.of(2).user("a").agent("b").line()));
    home.nightly();

    assertThat(results(home)).containsExactly("01|2.0", "02|2.0");
  }

  private static void writtenAt(String time, Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
  }

  private static List<String> results(TestHome home) {
    return home.rows(
        "SELECT right(conversation_id, 2), result_numerical FROM current_result ORDER BY 1");
  }
}
