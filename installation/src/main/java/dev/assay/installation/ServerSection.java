package dev.assay.installation;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
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

  private static final int HIGHEST_PORT = 65_535;
  private static final int MANY = 1_000_000;

  /** Clients renew a token ahead of its end, and rely on this much. */
  public static final Duration SHORTEST_TOKEN_LIFETIME = Duration.ofMinutes(30);

  private static final Duration LONGEST_TOKEN_LIFETIME = Duration.ofDays(1);

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

  static ServerSection read(SettingsSection server) {
    return new ServerSection(
        server.text("host").orElse(USUAL.host()),
        server.number("port", 0, HIGHEST_PORT, USUAL.port()),
        server.duration("shutdown_timeout").orElse(USUAL.shutdownTimeout()),
        server
            .duration("token_lifetime", "a time from 30m to 24h", ServerSection::isTokenLifetime)
            .orElse(USUAL.tokenLifetime()),
        server.positive("request_timeout").orElse(USUAL.requestTimeout()),
        server.section("evaluation", EvaluationSection::read),
        server.optionalSection("oidc", OidcSection::read).orElse(null),
        server.section("rate_limits", ServerSection::rateLimits));
  }

  private static boolean isTokenLifetime(Duration lifetime) {
    return lifetime.compareTo(SHORTEST_TOKEN_LIFETIME) >= 0
        && lifetime.compareTo(LONGEST_TOKEN_LIFETIME) <= 0;
  }

  private static Map<String, Integer> rateLimits(SettingsSection limits) {
    Map<String, Integer> read = new TreeMap<>();
    USUAL_RATE_LIMITS.forEach((call, usual) -> read.put(call, limits.number(call, 1, MANY, usual)));
    return read;
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
