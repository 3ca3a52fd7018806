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
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/** Reads the section {@code judge} of the settings. */
final class JudgeSectionReader {
  private static final int MOST_REQUESTS = 1_000_000;
  private static final int MOST_MEGABYTES = 10_000;
  private static final long MEGABYTE = 1_000_000;

  private static final int MANY = 1_000_000_000;
  private static final int DEAREST = 1_000_000;
  private static final int MOST_IN_FLIGHT = 512;
  private static final double PACKING_AGREEMENT = 0.9;
  private static final Duration UNREACHABLE_AFTER = Duration.ofSeconds(30);

  private final SettingsSection judge;

  private JudgeSectionReader(SettingsSection judge) {
    this.judge = judge;
  }

  /** The section, or nothing when it is wrong; then the problems are noted. */
  static Optional<JudgeSection> read(SettingsSection judge) {
    return new JudgeSectionReader(judge).read();
  }

  private Optional<JudgeSection> read() {
    Optional<URI> url = judge.requiredText("url", "http://localhost:8000/v1").flatMap(this::uri);
    Optional<String> model = judge.requiredText("model", "the model's name");
    JudgeSettings.Parameters parameters = parameters();
    JudgeSettings.Limits limits = limits();
    Prices prices = judge.section("prices", JudgeSectionReader::prices);
    PaceLimits pace =
        new PaceLimits(
            judge.number("max_in_flight", 1, MANY, MOST_IN_FLIGHT),
            judge.whole("requests_per_minute", 1, MANY).map(Math::toIntExact).orElse(null),
            judge.whole("tokens_per_minute", 1, Long.MAX_VALUE).orElse(null),
            judge.duration("unreachable_after").orElse(UNREACHABLE_AFTER));
    Caps budget = judge.section("budget", BudgetSection::read);
    Lane lane = judge.choice("lane", Lane.values(), Lane::label).orElse(Lane.DIRECT);
    BatchSettings batch = judge.section("batch", JudgeSectionReader::batch);
    double packingAgreement =
        judge
            .decimal("packing_agreement", 0, 1)
            .map(BigDecimal::doubleValue)
            .orElse(PACKING_AGREEMENT);
    if (url.isEmpty() || model.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new JudgeSection(
              new JudgeSettings(url.get(), model.get(), parameters, prices, limits),
              pace,
              budget,
              lane,
              batch,
              packingAgreement));
    } catch (IllegalArgumentException e) {
      judge.problem("url", e.getMessage());
      return Optional.empty();
    }
  }

  /** An address may hold a password, so no message repeats it. */
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
            .choice("long_conversations", LongConversations.values(), LongConversations::label)
            .orElse(usual.longConversations()));
  }

  private JudgeSettings.Limits limits() {
    JudgeSettings.Limits usual = JudgeSettings.Limits.USUAL;
    return new JudgeSettings.Limits(
        judge.number("pack_size", 1, 100, usual.packSize()),
        judge.number("concurrency", 1, 10_000, usual.concurrency()),
        judge.positive("request_timeout").orElse(usual.requestTimeout()),
        judge.positive("deadline").orElse(usual.deadline()),
        judge.number("max_attempts", 1, 100, usual.maxAttempts()),
        judge
            .choice("response_format", ResponseFormat.values(), ResponseFormat::label)
            .orElse(usual.responseFormat()));
  }

  private static Prices prices(SettingsSection prices) {
    return new Prices(
        prices.decimal("input_per_million", 0, DEAREST).orElse(BigDecimal.ZERO),
        prices.decimal("output_per_million", 0, DEAREST).orElse(BigDecimal.ZERO));
  }

  private static BatchSettings batch(SettingsSection batch) {
    BatchSettings usual = BatchSettings.USUAL;
    return new BatchSettings(
        new BatchLimits(
            batch.whole("max_requests", 1, MOST_REQUESTS).orElse(usual.limits().calls()),
            batch
                .whole("max_megabytes", 1, MOST_MEGABYTES)
                .map(megabytes -> megabytes * MEGABYTE)
                .orElse(usual.limits().bytes())),
        batch.positive("poll_every").orElse(usual.pollEvery()),
        batch.duration("wait").orElse(usual.patience()),
        batch.decimal("price_factor", 0, 1).orElse(usual.priceFactor()));
  }
}
