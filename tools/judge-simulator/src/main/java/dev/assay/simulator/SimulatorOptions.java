package dev.assay.simulator;

import dev.assay.simulator.batch.BatchSettings;
import dev.assay.simulator.judge.JudgeSettings;
import dev.assay.simulator.judge.Labels;
import dev.assay.simulator.judge.Malformation;
import dev.assay.simulator.traffic.Latency;
import dev.assay.simulator.traffic.Prices;
import dev.assay.simulator.traffic.TrafficSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of the command. */
final class SimulatorOptions {

  @ArgGroup(exclusive = false, heading = "Where it listens%n")
  private Listening listening = new Listening();

  @ArgGroup(exclusive = false, heading = "%nWhat it answers%n")
  private Answering answering = new Answering();

  @ArgGroup(exclusive = false, heading = "%nHow it behaves%n")
  private Behaving behaving = new Behaving();

  @ArgGroup(exclusive = false, heading = "%nBatches and files (in memory only)%n")
  private Batching batching = new Batching();

  private static final class Listening {
    @Option(
        names = "--port",
        defaultValue = "8089",
        description = "Port; 0 for any, which is printed (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
        names = "--host",
        defaultValue = "127.0.0.1",
        description = "Name or address (default: ${DEFAULT-VALUE})")
    private String host = "";

    @Option(
        names = "--require-key",
        paramLabel = "KEY",
        description = "Answer 401 to requests without 'Authorization: Bearer KEY'")
    private @Nullable String key;

    @Option(
        names = "--max-body",
        paramLabel = "MIB",
        defaultValue = "64",
        description = "Largest body, in MiB (default: ${DEFAULT-VALUE}); a chat's is at most 8")
    private int maxBodyMib;

    @Option(
        names = "--body-timeout",
        defaultValue = "30s",
        description = "Time in which a body must come (default: ${DEFAULT-VALUE})")
    private Duration bodyTimeout = Duration.ZERO;

    @Option(
        names = "--journal",
        paramLabel = "FILE",
        description = "Append a line of JSON for each request: time, hash of the body, outcome")
    private @Nullable Path journal;
  }

  private static final class Answering {
    @Option(
        names = "--seed",
        defaultValue = "1",
        description = "Decides all answers and all that goes wrong (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
        names = "--model",
        split = ",",
        description = "Names of models; others are not found (default: any name is good)")
    private List<String> models = List.of();

    @Option(
        names = "--refuse-format",
        split = ",",
        paramLabel = "FORMAT",
        description = "Answer 400 to json_schema, json_object, text or tools")
    private Set<String> refusedFormats = Set.of();

    @Option(
        names = "--null-rate",
        defaultValue = "0.1",
        description = "How often it answers null where that is allowed (default: ${DEFAULT-VALUE})")
    private double nullRate;

    @Option(
        names = "--text-answer",
        paramLabel = "TEXT",
        description = "What it answers when no schema is to be found, one of several")
    private List<String> textAnswers = List.of("yes", "no");

    @Option(
        names = "--labels",
        paramLabel = "FILE",
        description = {
          "What is true, for yes-or-no questions: JSON lines {\"marker\": text, \"question\": text,"
              + " \"label\": true|false}. A label holds for requests whose prompt has the marker, and"
              + " for questions that have the question's text"
        })
    private @Nullable Path labels;

    @Option(
        names = "--marker",
        paramLabel = "REGEX",
        description = "Finds the marker in a prompt: its first group, else all of the first match")
    private @Nullable String marker;

    @Option(
        names = "--sensitivity",
        defaultValue = "1",
        description = "How often it sees that true is true (default: ${DEFAULT-VALUE})")
    private double sensitivity;

    @Option(
        names = "--specificity",
        defaultValue = "1",
        description = "How often it sees that false is false (default: ${DEFAULT-VALUE})")
    private double specificity;

    @Option(
        names = "--malformed-rate",
        defaultValue = "0",
        description = "How many answers are malformed (default: ${DEFAULT-VALUE})")
    private double malformedRate;

    @Option(
        names = "--malformed-kinds",
        split = ",",
        paramLabel = "KIND",
        description = "In which ways: ${COMPLETION-CANDIDATES} (default: all)")
    private List<Malformation> malformations = Arrays.asList(Malformation.values());
  }

  private static final class Behaving {
    @Option(
        names = "--latency",
        paramLabel = "MEDIAN[/P95]",
        defaultValue = "0",
        description =
            "Time to an answer; with /P95, spread lognormally (default: ${DEFAULT-VALUE})")
    private String latency = "0";

    @Option(names = "--requests-per-second", paramLabel = "N", description = "More get 429")
    private @Nullable Double requestsPerSecond;

    @Option(
        names = "--burst",
        paramLabel = "N",
        description = "How many requests may come at once (default: those of a second)")
    private @Nullable Integer burst;

    @Option(names = "--tokens-per-minute", paramLabel = "N", description = "More get 429")
    private @Nullable Double tokensPerMinute;

    @Option(names = "--max-in-flight", paramLabel = "N", description = "More get 503")
    private @Nullable Integer maxInFlight;

    @Option(
        names = "--error-rate",
        defaultValue = "0",
        description = "How many requests end with 500, 502 or 503 (default: ${DEFAULT-VALUE})")
    private double errorRate;

    @Option(
        names = "--timeout-rate",
        defaultValue = "0",
        description = "How many answers never arrive, though billed (default: ${DEFAULT-VALUE})")
    private double timeoutRate;

    @Option(
        names = "--drop-rate",
        defaultValue = "0",
        description = "How many connections are closed unanswered (default: ${DEFAULT-VALUE})")
    private double dropRate;

    @Option(
        names = "--input-price",
        defaultValue = "0.15",
        description = "For a million tokens read (default: ${DEFAULT-VALUE})")
    private double inputPrice;

    @Option(
        names = "--output-price",
        defaultValue = "0.60",
        description = "For a million tokens written (default: ${DEFAULT-VALUE})")
    private double outputPrice;
  }

  private static final class Batching {
    @Option(
        names = "--batch-delay",
        defaultValue = "2s",
        description = "From the beginning to the end of a batch (default: ${DEFAULT-VALUE})")
    private Duration delay = Duration.ZERO;

    @Option(
        names = "--batch-expiry",
        defaultValue = "24h",
        description = "After which a batch ends with what it has (default: ${DEFAULT-VALUE})")
    private Duration expiry = Duration.ZERO;
  }

  /**
   * The options as settings.
   *
   * @throws IllegalArgumentException when they do not make sense
   */
  SimulatorSettings settings() {
    checkRates();
    if (listening.maxBodyMib < 1 || listening.maxBodyMib > 1024) {
      throw new IllegalArgumentException("Invalid --max-body: expected 1 to 1024 MiB");
    }
    return new SimulatorSettings(
        listening.host,
        listening.port,
        judge(),
        traffic(),
        new BatchSettings(batching.delay, batching.expiry),
        listening.maxBodyMib << 20,
        listening.bodyTimeout,
        Optional.ofNullable(listening.journal));
  }

  private JudgeSettings judge() {
    return new JudgeSettings(
        answering.seed,
        answering.models,
        answering.refusedFormats,
        answering.nullRate,
        Optional.ofNullable(answering.marker).map(SimulatorOptions::pattern),
        Optional.ofNullable(answering.labels).map(Labels::read).orElse(Labels.NONE),
        answering.sensitivity,
        answering.specificity,
        answering.textAnswers,
        answering.malformedRate,
        answering.malformations);
  }

  private static Pattern pattern(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("Invalid --marker: " + e.getMessage(), e);
    }
  }

  private TrafficSettings traffic() {
    return new TrafficSettings(
        latency(),
        optional(behaving.requestsPerSecond),
        behaving.burst == null ? OptionalInt.empty() : OptionalInt.of(behaving.burst),
        optional(behaving.tokensPerMinute),
        behaving.maxInFlight == null ? OptionalInt.empty() : OptionalInt.of(behaving.maxInFlight),
        behaving.errorRate,
        behaving.timeoutRate,
        behaving.dropRate,
        Optional.ofNullable(listening.key),
        new Prices(behaving.inputPrice, behaving.outputPrice));
  }

  private Latency latency() {
    String[] parts = behaving.latency.split("/", -1);
    if (parts.length > 2) {
      throw new IllegalArgumentException("Invalid --latency: expected MEDIAN or MEDIAN/P95");
    }
    Duration median = DurationText.parse(parts[0]);
    return new Latency(median, parts.length == 1 ? median : DurationText.parse(parts[1]));
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private void checkRates() {
    double[] rates = {
      answering.nullRate,
      answering.sensitivity,
      answering.specificity,
      answering.malformedRate,
      behaving.errorRate,
      behaving.timeoutRate,
      behaving.dropRate,
      behaving.errorRate + behaving.timeoutRate + behaving.dropRate
    };
    for (double rate : rates) {
      if (!(rate >= 0 && rate <= 1)) {
        throw new IllegalArgumentException(
            "Invalid rate %s: rates are from 0 to 1, and those of errors, timeouts and drops together too"
                .formatted(rate));
      }
    }
  }
}
