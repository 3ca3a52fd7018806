package dev.assay.installation;

import dev.assay.evaluators.batch.BatchLimits;
import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.evaluators.judge.LongConversations;
import dev.assay.evaluators.judge.Prices;
import dev.assay.evaluators.judge.batch.BatchSettings;
import dev.assay.evaluators.judge.batch.Lane;
import dev.assay.evaluators.judge.prompt.ResponseFormat;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.pace.PaceLimits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code judge} of a settings file. */
final class JudgeSectionReader {
  private static final Set<String> KEYS =
      Set.of(
          "url",
          "model",
          "temperature",
          "seed",
          "max_output_tokens",
          "context_tokens",
          "long_conversations",
          "prices",
          "pack_size",
          "concurrency",
          "request_timeout",
          "deadline",
          "max_attempts",
          "response_format",
          "max_in_flight",
          "requests_per_minute",
          "tokens_per_minute",
          "unreachable_after",
          "packing_agreement",
          "budget",
          "lane",
          "batch");
  private static final Set<String> PRICES = Set.of("input_per_million", "output_per_million");
  private static final Set<String> BUDGET = Set.of("calls", "tokens", "cost");

  private static final Set<String> BATCH =
      Set.of("max_requests", "max_megabytes", "poll_every", "wait", "price_factor");
  private static final int MOST_REQUESTS = 1_000_000;
  private static final int MOST_MEGABYTES = 10_000;
  private static final long MEGABYTE = 1_000_000;

  private static final int MANY = 1_000_000_000;
  private static final int DEAREST = 1_000_000;
  private static final int MOST_IN_FLIGHT = 512;
  private static final int NANO_DIGITS = 9;
  private static final double PACKING_AGREEMENT = 0.9;
  private static final Duration UNREACHABLE_AFTER = Duration.ofSeconds(30);

  private final SettingsMap judge;

  private JudgeSectionReader(SettingsMap judge) {
    this.judge = judge;
  }

  /** The section, or null when it is wrong; then the problems are noted. */
  static @Nullable JudgeSection read(SettingsMap judge) {
    return new JudgeSectionReader(judge).read();
  }

  /** A budget in money as nanos. */
  static long nanos(BigDecimal cost) {
    return cost.movePointRight(NANO_DIGITS).setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  private @Nullable JudgeSection read() {
    judge.allow(KEYS);
    Optional<URI> url = judge.text("url").flatMap(this::uri);
    Optional<String> model = judge.text("model");
    for (String needed : new String[] {"url", "model"}) {
      if (!judge.has(needed)) {
        judge.problem(
            needed,
            "the section judge needs '%s', such as %s"
                .formatted(
                    needed,
                    needed.equals("url") ? "http://localhost:8000/v1" : "the model's name"));
      }
    }
    JudgeSettings.Parameters parameters = parameters();
    JudgeSettings.Limits limits = limits();
    Prices prices = prices();
    PaceLimits pace =
        new PaceLimits(
            judge.number("max_in_flight", 1, MANY, MOST_IN_FLIGHT),
            judge.whole("requests_per_minute", 1, MANY).map(Math::toIntExact).orElse(null),
            judge.whole("tokens_per_minute", 1, Long.MAX_VALUE).orElse(null),
            judge.duration("unreachable_after").orElse(UNREACHABLE_AFTER));
    Caps budget = caps(judge.section("budget"));
    Lane lane = judge.choice("lane", words(Lane.values(), Lane::label)).orElse(Lane.DIRECT);
    BatchSettings batch = batch();
    double packingAgreement =
        judge
            .decimal("packing_agreement", 0, 1)
            .map(BigDecimal::doubleValue)
            .orElse(PACKING_AGREEMENT);
    if (url.isEmpty() || model.isEmpty()) {
      return null;
    }
    try {
      return new JudgeSection(
          new JudgeSettings(url.get(), model.get(), parameters, prices, limits),
          pace,
          budget,
          lane,
          batch,
          packingAgreement);
    } catch (IllegalArgumentException e) {
      judge.problem("url", e.getMessage());
      return null;
    }
  }

  private Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      judge.problem("url", "'judge.url' is no address: " + e.getReason());
      return Optional.empty();
    }
  }

  private JudgeSettings.Parameters parameters() {
    JudgeSettings.Parameters usual = JudgeSettings.Parameters.USUAL;
    return new JudgeSettings.Parameters(
        judge.decimal("temperature", 0, 2).map(BigDecimal::doubleValue).orElse(usual.temperature()),
        judge.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(usual.seed()),
        judge.number("max_output_tokens", 16, MANY, usual.maxOutputTokens()),
        judge.number("context_tokens", 512, MANY, usual.contextTokens()),
        judge
            .choice(
                "long_conversations", words(LongConversations.values(), LongConversations::label))
            .orElse(usual.longConversations()));
  }

  private JudgeSettings.Limits limits() {
    JudgeSettings.Limits usual = JudgeSettings.Limits.USUAL;
    return new JudgeSettings.Limits(
        judge.number("pack_size", 1, 100, usual.packSize()),
        judge.number("concurrency", 1, 10_000, usual.concurrency()),
        positive("request_timeout", usual.requestTimeout()),
        positive("deadline", usual.deadline()),
        judge.number("max_attempts", 1, 100, usual.maxAttempts()),
        judge
            .choice("response_format", words(ResponseFormat.values(), ResponseFormat::label))
            .orElse(usual.responseFormat()));
  }

  private Duration positive(String key, Duration otherwise) {
    Duration read = judge.duration(key).orElse(otherwise);
    if (read.isZero()) {
      judge.problem(key, "'judge.%s' is nothing; it must be longer".formatted(key));
      return otherwise;
    }
    return read;
  }

  private Prices prices() {
    SettingsMap prices = judge.section("prices");
    prices.allow(PRICES);
    return new Prices(
        prices.decimal("input_per_million", 0, DEAREST).orElse(BigDecimal.ZERO),
        prices.decimal("output_per_million", 0, DEAREST).orElse(BigDecimal.ZERO));
  }

  /** What may be spent; what is not named has no cap. */
  static Caps caps(SettingsMap budget) {
    budget.allow(BUDGET);
    return new Caps(
        budget.whole("calls", 0, Long.MAX_VALUE).orElse(null),
        budget.whole("tokens", 0, Long.MAX_VALUE).orElse(null),
        budget.decimal("cost", 0, MANY).map(JudgeSectionReader::nanos).orElse(null));
  }

  private BatchSettings batch() {
    BatchSettings usual = BatchSettings.USUAL;
    SettingsMap batch = judge.section("batch");
    batch.allow(BATCH);
    Duration pollEvery = batch.duration("poll_every").orElse(usual.pollEvery());
    if (pollEvery.isZero()) {
      batch.problem("poll_every", "'judge.batch.poll_every' is nothing; it must be longer");
    }
    return new BatchSettings(
        new BatchLimits(
            batch.whole("max_requests", 1, MOST_REQUESTS).orElse(usual.limits().calls()),
            batch
                .whole("max_megabytes", 1, MOST_MEGABYTES)
                .map(megabytes -> megabytes * MEGABYTE)
                .orElse(usual.limits().bytes())),
        pollEvery,
        batch.duration("wait").orElse(usual.patience()),
        batch.decimal("price_factor", 0, 1).orElse(usual.priceFactor()));
  }

  private static <T> Map<String, T> words(T[] values, Function<T, String> word) {
    return Arrays.stream(values).collect(Collectors.toMap(word, value -> value));
  }
}
