package dev.assay.tests.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Expressions that fail on some conversations, over five nights. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailingExpressionsTest {

  private static final String DIVIDES =
      TestHome.metric("Divides", TestHome.NUMBER, "12 / (conversation.messages.size() - 2) + 12");

  /** Seven loops in each other, of ten rounds each. */
  private static final String LOOPS =
      TestHome.metric(
          "Loops",
          "boolean",
          "conversation.messages.size() == 3 ? cel.bind(xs, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],"
              + " xs.all(a, xs.all(b, xs.all(c, xs.all(d, xs.all(e, xs.all(f, xs.all(g,"
              + " a + b + c + d + e + f + g >= 0)))))))) : true");

  private static final String WRONG_TYPE =
      TestHome.metric(
          "Wrong type",
          TestHome.NUMBER,
          "conversation.messages.size() == 1 ? dyn(conversation.id)"
              + " : dyn(conversation.messages.size())");

  private static final String INDEX =
      TestHome.metric("Index", TestHome.NUMBER, "conversation.messages[2].text.size()");

  private static final String INDEX_FIXED =
      TestHome.metric("Index", TestHome.NUMBER, "conversation.messages[0].text.size()");

  private static final String FAILURES_OF_LAST_RUN =
      """
      SELECT m.name, f.metric_version, right(f.conversation_id, 1), f.error_code, f.attempt
      FROM metric_evaluation_failure f JOIN metric m ON m.id = f.metric_id
      WHERE f.run_id = (SELECT id FROM evaluation_run ORDER BY started_at DESC LIMIT 1)
      ORDER BY ALL""";

  private TestHome home = new TestHome(Path.of("target", "unused-home"));
  private String firstReport = "";
  private List<String> firstFailures = List.of();
  private List<String> firstResults = List.of();
  private List<String> secondFailures = List.of();
  private List<String> thirdFailures = List.of();
  private long failuresAfterThird;
  private String fourthReport = "";
  private List<String> fourthFailures = List.of();
  private String fifthReport = "";
  private List<String> fifthFailures = List.of();

  @BeforeAll
  void failForFiveNights(@TempDir Path folder) {
    home = new TestHome(folder);
    home.metrics(DIVIDES, LOOPS, WRONG_TYPE, INDEX);
    home.deliver(
        "1.jsonl",
        TestConversation.of(1).user("one").line(),
        TestConversation.of(2).user("one").agent("two").line(),
        TestConversation.of(3).user("one").agent("two").user("three").line(),
        TestConversation.of(4).user("one").agent("two").user("three").agent("four").line());
    firstReport = home.nightly();
    firstFailures = home.rows(FAILURES_OF_LAST_RUN);
    firstResults = results();

    home.nightly();
    secondFailures = home.rows(FAILURES_OF_LAST_RUN);
    home.nightly();
    thirdFailures = home.rows(FAILURES_OF_LAST_RUN);
    failuresAfterThird = home.number("SELECT count(*) FROM metric_evaluation_failure");

    home.deliver("2.jsonl", TestConversation.of(2).user("one").agent("edited").line());
    fourthReport = home.nightly();
    fourthFailures = home.rows(FAILURES_OF_LAST_RUN);

    home.metrics(DIVIDES, LOOPS, WRONG_TYPE, INDEX_FIXED);
    fifthReport = home.nightly();
    fifthFailures = home.rows(FAILURES_OF_LAST_RUN);
  }

  @Test
  void everyFailureIsARowWithACountableCodeAndTheRestIsScored() {
    assertThat(firstReport).contains("16 planned = 11 scored + 0 not applicable + 5 failed");
    assertThat(firstFailures)
        .containsExactly(
            "Divides|1|2|divide_by_zero|1",
            "Index|1|1|index_out_of_range|1",
            "Index|1|2|index_out_of_range|1",
            "Loops|1|3|budget_exceeded|1",
            "Wrong type|1|1|wrong_type|1");
    assertThat(firstReport)
        .contains("2 × index_out_of_range, Index version 1: ")
        .contains("1 × budget_exceeded, Loops version 1: ");
  }

  @Test
  void aFailureIsNeverAValue() {
    assertThat(firstResults)
        .containsExactly(
            "Divides|1|0.0",
            "Divides|3|24.0",
            "Divides|4|18.0",
            "Index|3|5.0",
            "Index|4|5.0",
            "Loops|1|true",
            "Loops|2|true",
            "Loops|4|true",
            "Wrong type|2|2.0",
            "Wrong type|3|3.0",
            "Wrong type|4|4.0");
    assertThat(
            home.number(
                """
                SELECT count(*) FROM metric_evaluation_failure f
                JOIN metric_evaluation_result r
                USING (metric_id, metric_version, conversation_id, content_hash)"""))
        .isZero();
  }

  @Test
  void theNextNightsTryAgainUntilTheAttemptsAreUsedUp() {
    assertThat(secondFailures).isEqualTo(attempt(2)).hasSize(5);
    assertThat(thirdFailures).isEqualTo(attempt(3));
    assertThat(failuresAfterThird).isEqualTo(15);
    assertThat(home.rows("SELECT failed, parked FROM evaluation_run ORDER BY started_at LIMIT 3"))
        .containsExactly("5|0", "5|0", "5|5");
  }

  @Test
  void whatIsParkedIsLeftAloneAndAnEditStartsAgainAtTheFirstAttempt() {
    assertThat(fourthReport).contains("4 planned = 2 scored + 0 not applicable + 2 failed");
    assertThat(fourthFailures)
        .containsExactly("Divides|1|2|divide_by_zero|1", "Index|1|2|index_out_of_range|1");
  }

  @Test
  void aMendedMetricEvaluatesAnew() {
    assertThat(fifthReport).contains("5 planned = 4 scored + 0 not applicable + 1 failed");
    assertThat(fifthFailures).containsExactly("Divides|1|2|divide_by_zero|2");
    assertThat(results()).contains("Index|1|3.0", "Index|2|3.0");
  }

  private List<String> attempt(int number) {
    return firstFailures.stream().map(f -> f.replaceAll("1$", String.valueOf(number))).toList();
  }

  private List<String> results() {
    return home.rows(
        """
        SELECT m.name, right(r.conversation_id, 1),
          coalesce(r.result_numerical::VARCHAR, r.result_boolean::VARCHAR)
        FROM current_result r JOIN metric m ON m.id = r.metric_id ORDER BY ALL""");
  }
}
