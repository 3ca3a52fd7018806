package dev.assay.tests.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.archive.ReadOptions;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.jobs.ingest.Ingest;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.task.TaskRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaterNumberTest {

  @TempDir Path folder = Path.of("");

  @Test
  void anIngestionThatOthersOvertookGetsALaterNumber() {
    TestHome home = new TestHome(folder);
    try (JobContext context = home.open()) {
      home.deliver("slow.jsonl", TestConversation.of(1).user("one").line());
      Ingest dies =
          ingest(
              context,
              "1",
              () -> {
                throw new IllegalStateException("killed once its files are chosen");
              });
      List<String> archives = List.of(home.archives().toString());
      assertThatThrownBy(() -> dies.run(archives, Set.of())).hasMessageContaining("killed");
      assertThat(dies.hasBegun()).isTrue();

      home.deliver("quick.jsonl", TestConversation.of(2).user("two").line());
      assertThat(
              ingest(context, "2", context::tasks).run(archives, dies.files()).newConversations())
          .isEqualTo(1);
      assertThat(ingest(context, "1", context::tasks).run(archives, Set.of()).newConversations())
          .isEqualTo(1);
      assertThat(ingest(context, "1", context::tasks).run(archives, Set.of()).newConversations())
          .isEqualTo(1);
    }
    assertThat(
            home.rows(
                "SELECT id, ingestion_sequence, first_ingestion_sequence FROM conversation"
                    + " ORDER BY ingestion_sequence"))
        .containsExactly(TestConversation.id(2) + "|2|2", TestConversation.id(1) + "|3|3");
    assertThat(home.number("SELECT count(*) FROM archive_file")).isEqualTo(2);
  }

  private static Ingest ingest(JobContext context, String run, Supplier<TaskRunner> tasks) {
    return new Ingest(
        context.home(),
        ReadOptions.of("default"),
        run.repeat(24),
        tasks,
        context.ingestionSequence(),
        Set::of,
        (bytes, ofBytes) -> {});
  }
}
