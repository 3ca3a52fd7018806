package dev.assay.installation;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code server} of the settings: the HTTP server.
 *
 * @param host the address that it listens at
 * @param port 0 is any that is free
 * @param shutdownTimeout how long requests under way may take once it is told to end
 * @param tokenLifetime how long a sign-in lasts; at least {@link #SHORTEST_TOKEN_LIFETIME}
 * @param requestTimeout how long a client may take to send a request
 * @param evaluation what users may ask it to evaluate
 * @param oidc who issues tokens in its place, or null
 * @param rateLimits calls a minute of one user, by the name of the call; it has all names of {@link
 *     #USUAL_RATE_LIMITS} and no other
 */
public record ServerSection(
    String host,
    int port,
    Duration shutdownTimeout,
    Duration tokenLifetime,
    Duration requestTimeout,
    EvaluationSection evaluation,
    @Nullable OidcSection oidc,
    Map<String, Integer> rateLimits) {

  /** Clients renew a token ahead of its end, and rely on this much. */
  public static final Duration SHORTEST_TOKEN_LIFETIME = Duration.ofMinutes(30);

  /** Calls a minute of one user. */
  public static final Map<String, Integer> USUAL_RATE_LIMITS =
      Map.ofEntries(
          Map.entry("sign_in", 5),
          Map.entry("create_metric", 100),
          Map.entry("list_metrics", 20),
          Map.entry("get_metric", 60),
          Map.entry("search_metrics", 20),
          Map.entry("update_metric", 20),
          Map.entry("delete_metric", 100),
          Map.entry("create_metric_version", 60),
          Map.entry("list_metric_versions", 60),
          Map.entry("evaluate_metrics", 50),
          Map.entry("list_results", 10),
          Map.entry("create_unit_test", 60),
          Map.entry("list_unit_tests", 60),
          Map.entry("delete_unit_test", 60));

  /** What holds when the settings say nothing. */
  public static final ServerSection USUAL =
      new ServerSection(
          "127.0.0.1",
          8080,
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Duration.ofSeconds(20),
          EvaluationSection.USUAL,
          null,
          USUAL_RATE_LIMITS);

  public ServerSection {
    rateLimits = Map.copyOf(rateLimits);
  }

  /** The same at another address. */
  public ServerSection at(String otherHost, int otherPort) {
    return new ServerSection(
        otherHost,
        otherPort,
        shutdownTimeout,
        tokenLifetime,
        requestTimeout,
        evaluation,
        oidc,
        rateLimits);
  }
}
