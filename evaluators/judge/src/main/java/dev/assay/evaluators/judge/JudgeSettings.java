package dev.assay.evaluators.judge;

import dev.assay.evaluators.judge.prompt.ResponseFormat;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a judge is asked. Crosses to other processes, so it never holds the key: that comes from the
 * environment variable {@value #KEY_VARIABLE} of the process that calls.
 *
 * @param url where {@code /chat/completions} is found, such as {@code http://localhost:8000/v1};
 *     http or https, without user, query or fragment
 * @param model the model that judges; a metric may name another
 * @param parameters what else decides the answers; a metric may change some
 * @param prices what tokens cost
 * @param limits how much at once, how long, how often; decides no answer
 */
public record JudgeSettings(
    URI url, String model, Parameters parameters, Prices prices, Limits limits)
    implements Serializable {

  /** The environment variable that holds the key; empty or absent sends none. */
  public static final String KEY_VARIABLE = "ASSAY_JUDGE_KEY";

  public JudgeSettings {
    Objects.requireNonNull(parameters, "parameters");
    Objects.requireNonNull(prices, "prices");
    Objects.requireNonNull(limits, "limits");
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null) {
      throw new IllegalArgumentException(
          "Invalid url of the judge: it has no host or is neither http nor https; give one such as"
              + " http://localhost:8000/v1");
    }
    if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "Invalid url of the judge at %s: it holds a user, a query or a fragment; remove it, and put the key into the environment variable %s"
              .formatted(url.getHost(), KEY_VARIABLE));
    }
    if (model.isBlank()) {
      throw new IllegalArgumentException("Invalid model of the judge: it is empty; name one");
    }
  }

  /** A judge that costs nothing, with the usual parameters and limits. */
  public static JudgeSettings of(URI url, String model) {
    return new JudgeSettings(url, model, Parameters.USUAL, Prices.FREE, Limits.USUAL);
  }

  /** The same with other prices. */
  public JudgeSettings withPrices(Prices other) {
    return new JudgeSettings(url, model, parameters, other, limits);
  }

  /**
   * What decides a model's answers, besides the request itself.
   *
   * @param temperature 0 to 2
   * @param seed sent to the server, or null for none
   * @param maxOutputTokens the most that the model may write for each metric; a request for ten
   *     metrics allows ten times as much
   * @param contextTokens how many tokens the model reads and writes in one request; a longer
   *     conversation falls to {@code longConversations}
   * @param longConversations what becomes of it
   */
  public record Parameters(
      double temperature,
      @Nullable Long seed,
      int maxOutputTokens,
      int contextTokens,
      LongConversations longConversations)
      implements Serializable {

    /** Temperature 0, no seed, 400 tokens a metric, a context of 128,000, nothing cut. */
    public static final Parameters USUAL =
        new Parameters(0, null, 400, 128_000, LongConversations.REFUSE);

    public Parameters {
      Objects.requireNonNull(longConversations, "longConversations");
      if (!(temperature >= 0 && temperature <= 2)) {
        throw new IllegalArgumentException(
            "Invalid temperature %s: it must be 0 to 2".formatted(temperature));
      }
      atLeast("max_output_tokens", maxOutputTokens, 16);
      atLeast("context_tokens", contextTokens, 512);
    }
  }

  /**
   * How much at once, how long, how often.
   *
   * @param packSize the most metrics in one request
   * @param concurrency requests in flight of each task
   * @param requestTimeout for one request, from connecting to the last byte
   * @param deadline for one conversation's metrics, waits and repetitions included
   * @param maxAttempts how often one request is made before its metrics fail
   * @param responseFormat the strictest format that is tried
   */
  public record Limits(
      int packSize,
      int concurrency,
      Duration requestTimeout,
      Duration deadline,
      int maxAttempts,
      ResponseFormat responseFormat)
      implements Serializable {

    /** Ten metrics a request, 64 in flight, 60 s a request, 10 minutes in all, five attempts. */
    public static final Limits USUAL =
        new Limits(
            10, 64, Duration.ofSeconds(60), Duration.ofMinutes(10), 5, ResponseFormat.JSON_SCHEMA);

    public Limits {
      Objects.requireNonNull(responseFormat, "responseFormat");
      atLeast("pack_size", packSize, 1);
      atLeast("concurrency", concurrency, 1);
      atLeast("max_attempts", maxAttempts, 1);
      positive("request_timeout", requestTimeout);
      positive("deadline", deadline);
    }
  }

  private static void atLeast(String name, int value, int lowest) {
    if (value < lowest) {
      throw new IllegalArgumentException(
          "Invalid %s %d: it must be at least %d".formatted(name, value, lowest));
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          "Invalid %s %s: it must be longer than nothing".formatted(name, value));
    }
  }
}
