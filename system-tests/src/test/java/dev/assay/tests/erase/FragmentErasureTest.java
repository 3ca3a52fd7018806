package dev.assay.tests.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestHome;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Erases conversations that were delivered in parts. */
class FragmentErasureTest {

  private static final List<String> SAID =
      List.of("session-erased", "trace-erased", "person-erased", "The boiler of flat 7c is cold");

  private static final String REST =
      "SELECT external_id, user_id, messages[1].text FROM conversation ORDER BY 1";

  @TempDir Path folder = Path.of("");

  @Test
  void nothingIsLeftOfASessionAndWhatIsDeliveredOfItAgainIsRefused() {
    TestHome home = home();
    assertThat(FoundText.under(home.root(), SAID)).isNotEmpty();

    CommandRun erased = home.run("erase", "--conversation", "session-erased");

    assertThat(erased.exitCode()).as(erased.errors() + erased.output()).isZero();
    assertThat(erased.output())
        .contains("1 conversation")
        .containsPattern("conversation_fragment +2 rows")
        .contains("Found nothing.")
        .contains("first.jsonl");
    assertThat(FoundText.under(home.root(), SAID)).isEmpty();
    assertThat(home.rows(REST)).containsExactly("session-kept|person-kept|Where is my bill?");

    home.deliver(
        "second.jsonl", span("o9", "trace-erased", null, null, "The boiler of flat 7c is cold"));
    assertThat(home.nightly()).contains("erased_before 1");
    assertThat(FoundText.under(home.root(), SAID)).isEmpty();

    home.run("erase", "--conversation", "session-erased", "--admit-again");
    home.deliver(
        "third.jsonl", span("o8", "trace-erased", "session-erased", "person-erased", "Hi"));
    home.run("ingest", home.archives().toString());
    assertThat(home.rows(REST))
        .containsExactly(
            "session-erased|person-erased|Hi", "session-kept|person-kept|Where is my bill?");
  }

  @Test
  void nothingIsLeftOfAUserWhomASpanNames() {
    TestHome home = home();

    CommandRun erased = home.run("erase", "--user", "person-erased");

    assertThat(erased.exitCode()).as(erased.errors() + erased.output()).isZero();
    assertThat(FoundText.under(home.root(), SAID)).isEmpty();
    assertThat(home.rows(REST)).containsExactly("session-kept|person-kept|Where is my bill?");

    home.run("erase", "--conversation", "session-erased", "--admit-again");
    home.deliver(
        "again.jsonl", span("o8", "trace-erased", "session-erased", "person-erased", "Hi"));
    home.run("ingest", home.archives().toString());
    assertThat(home.rows(REST))
        .containsExactly(
            "session-erased|person-erased|Hi", "session-kept|person-kept|Where is my bill?");
  }

  private TestHome home() {
    TestHome home = new TestHome(folder);
    home.metrics(TestHome.metric("Count", TestHome.NUMBER, "conversation.messages.size()"));
    home.deliver(
        "first.jsonl",
        span(
            "o1",
            "trace-erased",
            "session-erased",
            "person-erased",
            "The boiler of flat 7c is cold"),
        span("o2", "trace-erased", null, null, "The boiler of flat 7c is cold"),
        span("o3", "trace-kept", "session-kept", "person-kept", "Where is my bill?"));
    home.nightly();
    assertThat(home.rows(REST)).hasSize(2);
    return home;
  }

  private static String span(
      String id, String trace, @Nullable String session, @Nullable String user, String said) {
    return ("{'id':'%s','trace_id':'%s','session_id':%s,'user_id':%s,'type':'GENERATION',"
            + "'start_time':'2026-11-20 10:00:01.000000','input':[{'role':'user','content':'%s'}],"
            + "'output':{'role':'assistant','content':'I see.'}}")
        .formatted(id, trace, quoted(session), quoted(user), said)
        .replace("'", "\"");
  }

  private static String quoted(@Nullable String text) {
    return text == null ? "null" : "'" + text + "'";
  }
}
