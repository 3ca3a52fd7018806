package dev.assay.simulator;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts a simulator. Exit codes: 0 ended by a signal, 1 failed, 2 wrong usage. */
@Command(
    name = "assay judge-simulator",
    description = {
      "A local judge without a model, at an OpenAI-compatible address.",
      "",
      "It answers each request with values that the request's own JSON schema allows, drawn by a"
          + " seeded hash: the same request always gets the same answer. It is for trying Assay"
          + " without an endpoint, for tests and for planning capacity. Its answers mean nothing,"
          + " unless --labels says what is true.",
      ""
    },
    customSynopsis = "assay judge-simulator [OPTIONS]%n",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    footer = {
      "",
      "Durations are written 250ms, 2s, 5m or 1h. Rates are parts of one: 0.02 is one in fifty.",
      "",
      "Examples:",
      "  assay judge-simulator",
      "  assay judge-simulator --port 0 --latency 300ms/900ms --requests-per-second 200 --burst 20",
      "  assay judge-simulator --labels labels.jsonl --marker 'case-[0-9]+' --sensitivity 0.9",
      "",
      "While it runs:",
      "  curl -s localhost:8089/simulator/counters            what it was asked, and what that cost",
      "  curl -s -X POST localhost:8089/simulator/reset       forget that, and all files and batches",
      "",
      "docs/judge-simulator.md says more."
    })
public final class Main implements Callable<Integer> {

  @Mixin private SimulatorOptions options = new SimulatorOptions();

  private Main() {}

  public static void main(String[] arguments) {
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.registerConverter(Duration.class, new DurationText());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          String message = failure.getMessage();
          command.getErr().println(message == null ? failure.toString() : message);
          boolean isUsage =
              failure instanceof IllegalArgumentException
                  || failure instanceof UncheckedIOException;
          return isUsage ? 2 : 1;
        });
    return line;
  }

  @Override
  public Integer call() throws Exception {
    SimulatorSettings settings = options.settings();
    try (JudgeSimulator simulator = start(settings)) {
      System.out.printf(
          "Judge simulator at http://%s:%d/v1, seed %d; end it with Ctrl-C%n",
          settings.host(), simulator.port(), settings.judge().seed());
      Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
      simulator.await();
    }
    return 0;
  }

  private static JudgeSimulator start(SimulatorSettings settings) throws InterruptedException {
    try {
      return JudgeSimulator.start(settings);
    } catch (UncheckedIOException | IllegalArgumentException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(
          "Cannot listen at %s:%d: %s. Use another --port, or --port 0 for any that is free."
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
  }
}
