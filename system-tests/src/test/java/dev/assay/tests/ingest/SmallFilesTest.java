package dev.assay.tests.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.ReadOptions;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.installation.Home;
import dev.assay.jobs.ingest.Ingest;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFilesTest {

  private static final int NIGHTS = 33;

  private static final String ROWS =
      """
      SELECT c.id, c.content_hash, c.ingestion_sequence, r.result_numerical
      FROM conversation c JOIN current_result r ON r.conversation_id = c.id ORDER BY c.id""";

  @TempDir Path folder = Path.of("");

  @Test
  void filesOfManySmallDeliveriesAreJoinedAndReadOn() {
    TestHome home = new TestHome(folder);
    home.metrics(TestHome.metric("Count", TestHome.NUMBER, "conversation.messages.size()"));
    try (JobContext context = home.open()) {
      for (int night = 1; night < NIGHTS; night++) {
        home.deliver(night + ".jsonl", TestConversation.of(night).user("night " + night).line());
        ingest(context, night).run(List.of(home.archives().toString()), Set.of());
      }
    }
    assertThat(files(home)).isEqualTo(NIGHTS - 1);

    home.deliver("last.jsonl", TestConversation.of(NIGHTS).user("last").agent("good night").line());
    home.nightly();

    assertThat(files(home)).isEqualTo(1);
    List<String> joined = home.rows(ROWS);
    assertThat(joined).hasSize(NIGHTS);
    assertThat(joined.get(NIGHTS - 1)).startsWith(TestConversation.id(NIGHTS)).endsWith("|2.0");

    home.deliver("edited.jsonl", TestConversation.of(7).user("night 7").agent("really").line());
    home.nightly();

    assertThat(files(home)).isEqualTo(2);
    List<String> edited = home.rows(ROWS);
    assertThat(edited).hasSize(NIGHTS);
    assertThat(edited.get(6)).startsWith(TestConversation.id(7)).endsWith("|2.0");
    assertThat(edited.subList(0, 6)).isEqualTo(joined.subList(0, 6));
    assertThat(edited.subList(7, NIGHTS)).isEqualTo(joined.subList(7, NIGHTS));
  }

  private static int files(TestHome home) {
    return DataFiles.of(
            new Home(home.root()).warehouse(), AssayTable.CONVERSATION, Optional.empty())
        .size();
  }

  private static Ingest ingest(JobContext context, int night) {
    return new Ingest(
        context.home(),
        ReadOptions.of("default"),
        "%024x".formatted(night),
        context::tasks,
        context.ingestionSequence(),
        Set::of,
        (bytes, ofBytes) -> {});
  }
}
