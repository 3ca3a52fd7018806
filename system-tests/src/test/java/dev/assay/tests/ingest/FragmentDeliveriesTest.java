package dev.assay.tests.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.archive.ReadOptions;
import dev.assay.cli.fixture.TestHome;
import dev.assay.insight.report.IngestSummary;
import dev.assay.jobs.ingest.Ingest;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.task.TaskRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of conversations come to the same conversations however they are delivered. */
class FragmentDeliveriesTest {

  private static final int SEEDS = 200;
  private static final int DELIVERIES = 6;

  private static final String CONVERSATIONS =
      """
      SELECT id, external_id, content_hash, user_id, service_id, tags, created_at, last_message_at,
        is_finished, list_transform(messages, lambda m: m.sender || ': ' || m.text) AS said
      FROM conversation ORDER BY external_id""";

  @TempDir Path folder = Path.of("");

  @Test
  void comeToTheSameInAnyOrderAndCutIntoAnyDeliveriesWithRepeats() {
    List<List<String>> cut = new ArrayList<>();
    for (int i = 0; i < DELIVERIES; i++) {
      cut.add(new ArrayList<>());
    }
    List<String> whole = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      for (String span : spans(seed)) {
        whole.add(span);
        for (int times = random.nextInt(2); times >= 0; times--) {
          cut.get(random.nextInt(DELIVERIES)).add(span);
        }
      }
    }
    TestHome inParts = new TestHome(folder.resolve("parts"));
    try (JobContext context = inParts.open()) {
      for (int i = 0; i < DELIVERIES; i++) {
        Collections.shuffle(cut.get(i), new Random(i));
        inParts.deliver(i + ".jsonl", lines(cut.get(i)));
        IngestSummary.Fragments fragments = ingest(context, inParts, i).fragments();
        assertThat(fragments.read()).isEqualTo(cut.get(i).size());
        assertThat(fragments.used() + fragments.notUsed().values().stream().mapToLong(n -> n).sum())
            .isEqualTo(fragments.read());
      }
    }
    TestHome atOnce = new TestHome(folder.resolve("whole"));
    try (JobContext context = atOnce.open()) {
      atOnce.deliver("all.jsonl", lines(whole));
      assertThat(ingest(context, atOnce, 0).newConversations()).isEqualTo(SEEDS);
    }

    List<String> conversations = atOnce.rows(CONVERSATIONS);
    assertThat(conversations).hasSize(SEEDS);
    assertThat(conversations.get(0))
        .contains("|session-0|")
        .contains(
            "system: Be kind., user: Where is PX-0?, agent: Let me see., agent: It is delayed.,"
                + " user: Thanks, agent: You are welcome.");
    assertThat(inParts.rows(CONVERSATIONS)).isEqualTo(conversations);
    assertThat(inParts.rows("SELECT count(*) FROM conversation_fragment"))
        .isEqualTo(List.of(String.valueOf(whole.size())));
    assertThat(
            inParts.rows(
                """
                SELECT count(*) FROM archive_file
                WHERE lines <> accepted + superseded + quarantined OR lines <> fragments"""))
        .containsExactly("0");
  }

  @Test
  void aFileDeliveredTwiceAddsNothingAndALateSpanChangesTheConversation() {
    TestHome home = new TestHome(folder);
    List<String> spans = spans(1);
    try (JobContext context = home.open()) {
      home.deliver("first.jsonl", lines(spans.subList(0, 4)));
      assertThat(ingest(context, home, 1).newConversations()).isEqualTo(1);
      List<String> before = home.rows(CONVERSATIONS);
      home.deliver("again.jsonl", lines(spans.subList(1, 4)));

      IngestSummary again = ingest(context, home, 2);

      assertThat(again.unchanged()).isEqualTo(1);
      assertThat(again.fragments().notUsed()).containsExactlyEntriesOf(map("known_before", 3));
      assertThat(home.rows(CONVERSATIONS)).isEqualTo(before);
      home.deliver("late.jsonl", lines(spans.subList(4, 5)));

      IngestSummary late = ingest(context, home, 3);

      assertThat(late.changedConversations()).isEqualTo(1);
      assertThat(home.rows(CONVERSATIONS)).hasSize(1);
      assertThat(home.rows(CONVERSATIONS).get(0)).contains("You are welcome.");
    }
  }

  @Test
  void aTraceMovesIntoTheSessionThatALateSpanTells() {
    TestHome home = new TestHome(folder);
    List<String> spans = spans(1);
    try (JobContext context = home.open()) {
      home.deliver("first.jsonl", lines(spans.subList(1, 4)));
      ingest(context, home, 1);
      assertThat(home.rows("SELECT external_id FROM conversation")).containsExactly("trace-1-a");
      home.deliver("second.jsonl", lines(spans.subList(4, 5)));
      ingest(context, home, 2);
      assertThat(home.rows("SELECT external_id FROM conversation ORDER BY 1"))
          .containsExactly("session-1", "trace-1-a");
      home.deliver("third.jsonl", lines(spans.subList(0, 1)));

      IngestSummary third = ingest(context, home, 3);

      assertThat(third.fragments().withdrawn()).isEqualTo(1);
      assertThat(home.rows("SELECT external_id FROM conversation")).containsExactly("session-1");
    }
  }

  @Test
  void ofWhatIsNotUnderstoodThereIsNoConversationUntilItIsMended() {
    TestHome home = new TestHome(folder);
    List<String> spans = spans(1);
    String foreign =
        spans
            .get(3)
            .replace("\"content\":\"It is delayed.\"", "\"content\":[{\"hologram\":\"x\"}]");
    assertThat(foreign).isNotEqualTo(spans.get(3));
    try (JobContext context = home.open()) {
      home.deliver("first.jsonl", lines(spans.subList(0, 3)));
      ingest(context, home, 1);
      assertThat(home.rows("SELECT external_id FROM conversation")).containsExactly("session-1");
      home.deliver("second.jsonl", lines(List.of(foreign)));

      IngestSummary second = ingest(context, home, 2);

      assertThat(second.quarantined()).containsExactlyEntriesOf(map("unread_content", 1));
      assertThat(second.fragments().withdrawn()).isEqualTo(1);
      assertThat(home.rows("SELECT external_id FROM conversation")).isEmpty();
      assertThat(
              home.rows(
                  "SELECT reason, contains(message, 'hologram'), contains(raw, 'hologram') FROM quarantine"))
          .containsExactly("unread_content|true|true");
      home.deliver("third.jsonl", lines(spans.subList(3, 4)));
      ingest(context, home, 3);
      assertThat(home.rows("SELECT external_id FROM conversation")).containsExactly("session-1");
    }
  }

  @Test
  void aFileOfTracesInWhichNobodySpeaksAsFormatsKnowItNeedsAPerson() {
    TestHome home = new TestHome(folder);
    String trace =
        """
        {"id":"%s","timestamp":"2026-11-20T10:00:00Z","sessionId":"s-%1$s","input":{"args":["Hi"]},"output":"Hello"}""";
    try (JobContext context = home.open()) {
      home.deliver("first.jsonl", lines(List.of(trace.formatted("a"), trace.formatted("b"))));

      IngestSummary first = ingest(context, home, 1);

      assertThat(first.fragments().notUsed()).containsExactlyEntriesOf(map("unread_content", 2));
      assertThat(home.rows(CONVERSATIONS)).isEmpty();
      assertThat(first.needsAPerson()).isTrue();
      assertThat(first.fileLines().get(0).firstReason()).isEqualTo("unread_content");
      assertThat(first.fileLines().get(0).firstLine()).isEqualTo(1);
      String understood = trace.formatted("c").replace("{\"args\":[\"Hi\"]}", "\"Hi\"");
      home.deliver("second.jsonl", lines(List.of(trace.formatted("d"), understood)));

      IngestSummary second = ingest(context, home, 2);

      assertThat(second.fragments().used()).isEqualTo(1);
      assertThat(second.needsAPerson()).isFalse();
      assertThat(second.fileLines().get(0).firstReason()).isEqualTo("unread_content");
      home.deliver("third.jsonl", lines(List.of(understood, trace.formatted("e"))));

      IngestSummary third = ingest(context, home, 3);

      assertThat(third.fragments().notUsed())
          .containsExactlyEntriesOf(
              new TreeMap<>(Map.of("known_before", 1L, "unread_content", 1L)));
      assertThat(third.needsAPerson()).isFalse();
    }
  }

  @Test
  void isTheSameWhenItStopsBetweenItsCommitsAndAnotherRunComesFirst() {
    TestHome home = new TestHome(folder.resolve("stopped"));
    List<String> spans = spans(1);
    try (JobContext context = home.open()) {
      home.deliver("first.jsonl", lines(spans.subList(0, 3)));
      Ingest stopped = ingestion(context, 1, stopping(context.tasks()));
      assertThatThrownBy(() -> stopped.run(List.of(home.archives().toString()), Set.of()))
          .hasMessageContaining("stopped");
      assertThat(home.rows("SELECT count(*) FROM conversation_fragment")).containsExactly("3");
      home.deliver("second.jsonl", lines(spans.subList(3, 5)));
      Ingest other = ingestion(context, 2, context.tasks());
      other.run(List.of(home.archives().resolve("second.jsonl").toString()), Set.of());
      other.clean();

      Ingest resumed = ingestion(context, 1, context.tasks());
      resumed.run(List.of(home.archives().toString()), Set.of());
      resumed.clean();
    }
    TestHome atOnce = new TestHome(folder.resolve("whole"));
    try (JobContext context = atOnce.open()) {
      atOnce.deliver("all.jsonl", lines(spans));
      ingest(context, atOnce, 1);
    }
    assertThat(home.rows(CONVERSATIONS)).isEqualTo(atOnce.rows(CONVERSATIONS));
  }

  /** Stops before conversations are put together. */
  private static TaskRunner stopping(TaskRunner runner) {
    return new TaskRunner() {
      @Override
      public <T extends java.io.Serializable> List<T> run(
          List<? extends Task<T>> tasks, LongConsumer progress) {
        if (tasks.get(0).getClass().getSimpleName().equals("AssembleTask")) {
          throw new IllegalStateException("stopped");
        }
        return runner.run(tasks, progress);
      }

      @Override
      public int places() {
        return runner.places();
      }

      @Override
      public int placesOfAProcess() {
        return runner.placesOfAProcess();
      }
    };
  }

  private static SortedMap<String, Long> map(String reason, long count) {
    return new TreeMap<>(Map.of(reason, count));
  }

  private static IngestSummary ingest(JobContext context, TestHome home, int run) {
    Ingest ingest = ingestion(context, run, context.tasks());
    IngestSummary summary = ingest.run(List.of(home.archives().toString()), Set.of());
    ingest.clean();
    return summary;
  }

  private static Ingest ingestion(JobContext context, int run, TaskRunner tasks) {
    return new Ingest(
        context.home(),
        ReadOptions.of("default"),
        "%024x".formatted(run),
        () -> tasks,
        context.ingestionSequence(),
        Set::of,
        (bytes, ofBytes) -> {});
  }

  private static String lines(List<String> records) {
    return String.join("\n", records) + "\n";
  }

  /** One conversation of two traces; of the first only its own row tells the session. */
  private static List<String> spans(int seed) {
    String asked =
        "{'role':'system','content':'Be kind.'},{'role':'user','content':'Where is PX-#?'}";
    String called =
        "{'role':'assistant','content':'Let me see.','tool_calls':[{'id':'1','type':'function','function':{'name':'track','arguments':'{}'}}]}";
    String answered = "{'role':'tool','tool_call_id':'1','content':'delayed'}";
    String told = "{'role':'assistant','content':'It is delayed.'}";
    List<String> spans =
        List.of(
            "{'id':'trace-#-a','timestamp':'2026-11-20 10:00:00.000000','session_id':'session-#','user_id':'user-#','tags':['vip'],'input':null,'output':null}",
            "{'id':'o1-#','trace_id':'trace-#-a','type':'GENERATION','start_time':'2026-11-20 10:00:01.000000','end_time':'2026-11-20 10:00:02.000000','input':["
                + asked
                + "],'output':"
                + called
                + "}",
            "{'id':'o2-#','trace_id':'trace-#-a','type':'TOOL','name':'track','start_time':'2026-11-20 10:00:03.000000','end_time':'2026-11-20 10:00:04.000000','input':'{}','output':'delayed'}",
            "{'id':'o3-#','trace_id':'trace-#-a','type':'GENERATION','start_time':'2026-11-20 10:00:05.000000','end_time':'2026-11-20 10:00:06.000000','input':["
                + String.join(",", asked, called, answered)
                + "],'output':"
                + told
                + "}",
            "{'id':'o4-#','trace_id':'trace-#-b','session_id':'session-#','type':'GENERATION','start_time':'2026-11-20 10:01:00.000000','end_time':'2026-11-20 10:01:01.000000','input':["
                + String.join(",", asked, called, answered, told)
                + ",{'role':'user','content':'Thanks'}],'output':{'role':'assistant','content':'You are welcome.'}}");
    return spans.stream()
        .map(span -> span.replace("'", "\"").replace("#", String.valueOf(seed)))
        .toList();
  }
}
