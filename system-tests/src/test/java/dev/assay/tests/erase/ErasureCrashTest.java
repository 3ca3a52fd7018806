package dev.assay.tests.erase;

import static dev.assay.tests.erase.ErasableHome.ERASED;
import static dev.assay.tests.erase.ErasableHome.TRACES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestHome;
import dev.assay.erasure.EraseRequest;
import dev.assay.erasure.Erasure;
import dev.assay.installation.Home;
import dev.assay.installation.SettingsFile;
import dev.assay.tests.crash.ChildCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an erasure has begun the same command ends. Processes die when a step begins, and, {@code
 * -Dassay.crash.erase.points=30} times, soon after one did; {@code -Dassay.crash.seed=N} has other
 * moments.
 */
class ErasureCrashTest {

  private static final long SEED = Long.getLong("assay.crash.seed", 1);
  private static final int POINTS = Integer.getInteger("assay.crash.erase.points", 2);
  private static final int MOST_MICROS = 50_000;

  /** How each step begins to say what it does. */
  private static final List<String> STEPS =
      List.of(
          "looking for",
          "refusing what",
          "erasing what runs have staged",
          "erasing from quarantine",
          "erasing from planned_conversation",
          "erasing from metric_evaluation_result",
          "erasing from metric_evaluation_history",
          "erasing from metric_evaluation_failure",
          "erasing from judgement",
          "erasing from conversation_fragment",
          "erasing from conversation",
          "counting days anew",
          "erasing from reports",
          "removing temporary files",
          "erasing from the ledger",
          "erasing from the catalog",
          "searching for",
          "forgetting the erasure");

  @TempDir private Path folder;
  private TestHome home;
  private Map<String, List<String>> others = Map.of();

  @BeforeEach
  void copy() throws IOException {
    home = ErasableHome.in(folder);
    others = ErasableHome.rowsOfOthers(home, TRACES);
  }

  /** A moment: so long after a step began. */
  private record Death(String step, int micros) {}

  static Stream<Death> deaths() {
    Random random = new Random(SEED);
    return Stream.concat(
        STEPS.stream().map(step -> new Death(step, 0)),
        IntStream.range(0, POINTS)
            .mapToObj(
                i ->
                    new Death(
                        STEPS.get(random.nextInt(STEPS.size())), 1 + random.nextInt(MOST_MICROS))));
  }

  /** Each run fails at the step after the one at which the run before it did. */
  @Test
  void whatFailedAtEachStepInTurnTheSameCommandEnds() {
    Set<String> failed = new LinkedHashSet<>();
    Erasure erasure =
        new Erasure(
            new Home(home.root()),
            SettingsFile.read(folder.resolve("assay.yaml"), folder),
            step -> {
              if (failed.add(step)) {
                throw new IllegalStateException("failed at " + step);
              }
            });
    EraseRequest request =
        new EraseRequest(
            "default", EraseRequest.Subject.CONVERSATION, ERASED, EraseRequest.Again.REFUSE);
    int fails = 0;
    while (fails(erasure, request)) {
      fails++;
    }

    assertThat(fails).isEqualTo(failed.size());
    assertThat(failed.stream().map(ErasureCrashTest::beginning)).containsExactlyElementsOf(STEPS);
    assertErased();
  }

  @Tag("thorough")
  @ParameterizedTest
  @MethodSource("deaths")
  void whatAProcessThatDiedHasBegunTheSameCommandEnds(Death death) {
    List<String> arguments =
        List.of(folder.toString(), ERASED, death.step(), String.valueOf(death.micros()));
    try (ChildCommand process =
        ChildCommand.startMain(DyingErasure.class.getName(), folder.resolve("said"), arguments)) {
      int exitCode = process.exitCode();
      assertThat(exitCode)
          .as(process.errors())
          .isIn(death.micros() == 0 ? List.of(DyingErasure.KILLED) : List.of(0, 137));
    }

    CommandRun erased = home.run("erase", "--conversation", ERASED);

    assertThat(erased.exitCode()).as(erased.errors() + erased.output()).isZero();
    assertErased();
  }

  private static String beginning(String step) {
    return STEPS.stream().filter(step::startsWith).findFirst().orElse(step);
  }

  private static boolean fails(Erasure erasure, EraseRequest request) {
    try {
      var unused = erasure.run(request);
      return false;
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageStartingWith("failed at ");
      return true;
    }
  }

  private void assertErased() {
    assertThat(FoundText.under(home.root(), TRACES)).isEmpty();
    assertThat(ErasableHome.rowsOfOthers(home, TRACES)).isEqualTo(others);
    assertThat(ErasableHome.manualResults(home)).hasSize(2);
    List<List<String>> days = ErasableHome.countedAndThere(home);
    assertThat(days.get(0)).isNotEmpty().isEqualTo(days.get(1));
  }
}
