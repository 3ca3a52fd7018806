package dev.assay.tests.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.ForkFolder;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;

/** A home with some conversations and metrics that a judge scores at a price. */
public final class JudgedHome {
  /** How many conversations; each is one request. */
  public static final int CONVERSATIONS = 12;

  /** How many metrics. */
  public static final int METRICS = 3;

  /** One for all tests of this process. */
  private static final class Original {
    static final TestHome HOME = takenIn(ForkFolder.of("judged-home"));

    private static TestHome takenIn(Path folder) {
      try {
        FileUtils.deleteDirectory(folder.toFile());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      TestHome home = untouched(folder);
      CommandRun run = home.run("ingest", home.archives().toString());
      assertThat(run.exitCode()).as(run.errors()).isZero();
      return home;
    }
  }

  private JudgedHome() {}

  /** A copy of a home that has taken all in, and evaluated nothing. */
  public static TestHome in(Path folder) {
    return Original.HOME.copyTo(folder);
  }

  /** Delivers all to a new home. */
  public static TestHome untouched(Path folder) {
    TestHome home = new TestHome(folder);
    home.metrics(
        IntStream.range(0, METRICS)
            .mapToObj(
                i ->
                    """
                      - name: Metric %d
                        description: True when the agent did thing %d.
                        metric_value: {type: boolean}
                        applied_to_services: ["*"]
                    """
                        .formatted(i, i))
            .toArray(String[]::new));
    home.deliver(
        "1.jsonl",
        IntStream.range(0, CONVERSATIONS)
            .mapToObj(
                i ->
                    TestConversation.of(i)
                        .user("hello " + i)
                        .agent("What can I do for you?")
                        .line())
            .toArray(String[]::new));
    return home;
  }

  /** Writes settings with prices and these further settings of the judge. */
  public static void settings(TestHome home, LocalJudge judge, String more) {
    String batch = more.contains("batch: {") ? "" : ", batch: {poll_every: 10ms}";
    home.settings(
        """
        archives: [archives]
        metrics: metrics.yaml
        judge: {url: "%s", model: small, prices: {input_per_million: 0.15, output_per_million: 0.60}, %s%s}
        """
            .formatted(judge.url(), more, batch));
  }
}
