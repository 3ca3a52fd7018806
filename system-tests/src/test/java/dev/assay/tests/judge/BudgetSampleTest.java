package dev.assay.tests.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is judged until a budget ends is a uniform sample of what was planned. {@code
 * -Dassay.sample.seeds=40} looks at as many nights, each with other conversations.
 */
@Tag("thorough")
class BudgetSampleTest {
  private static final int SEEDS = Integer.getInteger("assay.sample.seeds", 2);
  private static final int CONVERSATIONS = 300;

  /** Standard deviations: passed by chance once in 16,000 times. */
  private static final double FAR = 4;

  private static final Duration SLOW = Duration.ofMillis(60);
  private static final Duration FAST = Duration.ofMillis(2);
  private static final int MANY_BYTES = 3000;

  @TempDir Path folder;

  /** What could decide who is judged, and must not. */
  private record Trait(String name, IntPredicate holds, Tally tally) {

    static Trait of(String name, IntPredicate holds) {
      return new Trait(name, holds, new Tally());
    }

    void count(List<Integer> judged) {
      tally.add(
          CONVERSATIONS,
          (int) IntStream.range(0, CONVERSATIONS).filter(holds).count(),
          judged.size(),
          (int) judged.stream().filter(holds::test).count());
    }
  }

  /** How many of the judged have a trait, beside what chance would give. */
  private static final class Tally {
    private double excess;
    private double variance;

    /** Of a population, some have the trait; of those judged, so many do. */
    void add(int population, int having, int judged, int judgedHaving) {
      double share = (double) having / population;
      excess += judgedHaving - judged * share;
      // Of the hypergeometric distribution.
      variance += judged * share * (1 - share) * (population - judged) / (population - 1.0);
    }

    double standardDeviations() {
      return excess / Math.sqrt(variance);
    }
  }

  @Test
  void whatIsJudgedUntilABudgetEndsIsAUniformSample() {
    List<Trait> traits =
        List.of(
            Trait.of("long, and slow to judge", BudgetSampleTest::isLong),
            Trait.of("of service a", BudgetSampleTest::isOfServiceA),
            Trait.of("in the first half of its file", BudgetSampleTest::isInFirstHalf),
            Trait.of("among the first 30", i -> i < 30));
    try (LocalJudge judge =
        new LocalJudge(request -> request.length() > MANY_BYTES + 2000 ? SLOW : FAST)) {
      TestHome home = new TestHome(folder);
      home.settings(
          "archives: [archives]\nmetrics: metrics.yaml\njudge: {url: \"%s\", model: small}\n"
              .formatted(judge.url()));
      home.metrics(
          """
            - name: Agent was kind
              description: True when the agent was kind.
              metric_value: {type: boolean}
              applied_to_services: ["*"]
          """);
      for (int seed = 0; seed < SEEDS; seed++) {
        List<Integer> judged = judged(home, seed);
        assertThat(judged).hasSizeBetween(60, 110).doesNotHaveDuplicates();
        traits.forEach(trait -> trait.count(judged));
      }
    }
    for (Trait trait : traits) {
      double away = trait.tally().standardDeviations();
      System.out.printf("%s: %+.2f standard deviations%n", trait.name(), away);
      assertThat(away).as(trait.name()).isBetween(-FAR, FAR);
    }
  }

  @Test
  void aSampleOfTheFirstIsSeenToBeNone() {
    Trait trait = Trait.of("in the first half", BudgetSampleTest::isInFirstHalf);

    trait.count(IntStream.range(0, 100).boxed().toList());

    assertThat(trait.tally().standardDeviations()).isGreaterThan(FAR);
  }

  /** A night of its own organization, which ends with its calls or its tokens. */
  private static List<Integer> judged(TestHome home, int seed) {
    int first = seed * CONVERSATIONS;
    Path archive =
        home.deliver(
            seed + ".jsonl",
            IntStream.range(0, CONVERSATIONS)
                .mapToObj(i -> line(first + i, i))
                .toArray(String[]::new));
    String org = "org-" + seed;
    String budget = seed % 2 == 0 ? "calls=100" : "tokens=16000";
    assertThat(home.nightly("--org", org, "--archive", archive.toString(), "--budget", budget))
        .contains("budget_ended");
    return home
        .rows("SELECT conversation_id FROM current_result WHERE org_id = '" + org + "'")
        .stream()
        .map(id -> Integer.parseInt(id) - first)
        .peek(place -> assertThat(place).isBetween(0, CONVERSATIONS - 1))
        .toList();
  }

  private static String line(int number, int place) {
    return TestConversation.of(number)
        .service(isOfServiceA(place) ? "a" : "b")
        .user("Hello from " + number)
        .agent(isLong(place) ? "well ".repeat(MANY_BYTES / 5) : "What can I do for you?")
        .line();
  }

  private static boolean isLong(int place) {
    return place % 2 == 0;
  }

  private static boolean isInFirstHalf(int place) {
    return place < CONVERSATIONS / 2;
  }

  private static boolean isOfServiceA(int place) {
    return place / 2 % 2 == 0;
  }
}
