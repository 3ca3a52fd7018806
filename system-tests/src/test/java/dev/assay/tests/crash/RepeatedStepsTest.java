package dev.assay.tests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.Homes;
import dev.assay.cli.fixture.TableRows;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kill between two transactions leaves behind, made by hand since it lasts microseconds. */
class RepeatedStepsTest {

  private static final String GREETED =
      TestHome.metric("Greeted", "boolean", "conversation.messages.exists(m, m.text == 'Hi')");

  private static final String FAILS =
      TestHome.metric(
          "Fails",
          "numerical, lower_bound: 0, upper_bound: 1",
          "1 / (conversation.messages.size() - 2)");

  @TempDir static Path folder = Path.of("");

  /** After a night; whatever a test does to it changes nothing in the end. */
  private static TestHome over;

  @BeforeAll
  static void passANight() {
    over = new TestHome(folder);
    over.metrics(GREETED, FAILS);
    over.deliver(
        "a.jsonl",
        TestConversation.of(1).user("Hi").agent("Hello").line(),
        TestConversation.of(2).user("Hello").line(),
        "{broken");
    over.nightly();
  }

  @Test
  void aRunThatWasKilledBeforeItsJobBeganIsRepeatedAndChangesNothing() {
    Homes.execute(
        over.root(),
        "UPDATE run SET status = 'RUNNING'",
        "DELETE FROM BATCH_STEP_EXECUTION_CONTEXT",
        "DELETE FROM BATCH_STEP_EXECUTION",
        "DELETE FROM BATCH_JOB_EXECUTION_CONTEXT",
        "DELETE FROM BATCH_JOB_EXECUTION_PARAMS",
        "DELETE FROM BATCH_JOB_EXECUTION");

    theSameCommandChangesNothing();
  }

  @Test
  void aRunThatWasKilledBeforeItWasMarkedCompleteChangesNothing() {
    Homes.execute(
        over.root(),
        "UPDATE run SET status = 'RUNNING'",
        "UPDATE BATCH_JOB_EXECUTION SET STATUS = 'STARTED', END_TIME = NULL",
        "UPDATE BATCH_STEP_EXECUTION SET STATUS = 'STARTED', END_TIME = NULL"
            + " WHERE STEP_NAME = 'report'");

    theSameCommandChangesNothing();
  }

  @Test
  void aResultFileThatCannotBeWrittenIsWrittenByTheNextCommand(@TempDir Path own)
      throws IOException {
    TestHome home = over.copyTo(own);
    home.metrics(GREETED.replace("'Hi'", "'Hello'"), FAILS);
    String metric = home.rows("SELECT id FROM metric WHERE name = 'Greeted'").get(0);
    Path obstacle =
        home.root()
            .resolve("warehouse/metric_evaluation_result/metric_id=" + metric)
            .resolve("metric_version=2");
    Files.createFile(obstacle);

    CommandRun stopped = home.run("nightly");

    assertThat(stopped.exitCode()).isEqualTo(1);
    assertThat(stopped.errors())
        .contains("stopped: ", "metric_version=2", "the same command goes on with it");

    Files.delete(obstacle);
    home.nightly();

    assertThat(
            home.rows(
                "SELECT metric_version, conversation_id, result_boolean FROM current_result"
                    + " WHERE metric_id = '"
                    + metric
                    + "' ORDER BY ALL"))
        .containsExactly(
            "1|" + TestConversation.id(1) + "|true",
            "1|" + TestConversation.id(2) + "|false",
            "2|" + TestConversation.id(1) + "|true",
            "2|" + TestConversation.id(2) + "|true");
  }

  private static void theSameCommandChangesNothing() {
    TableRows before = TableRows.of(over.root());

    CommandRun run = over.run("nightly");

    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.errors()).contains("did not come to its end; going on with it");
    TableRows.of(over.root()).assertEquals(before, "the same command");
    Homes.assertNothingIsLeft(over.root());
  }
}
