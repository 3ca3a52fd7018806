package dev.assay.installation;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the section {@code server} of a settings file. */
final class ServerSectionReader {
  private static final Set<String> KEYS =
      Set.of(
          "host",
          "port",
          "shutdown_timeout",
          "token_lifetime",
          "request_timeout",
          "evaluation",
          "oidc",
          "rate_limits");
  private static final Set<String> EVALUATION = Set.of("budget", "timeout");
  private static final Set<String> OIDC =
      Set.of("issuer", "audience", "organization_claim", "user_claim", "role_claim");
  private static final int HIGHEST_PORT = 65_535;
  private static final int MANY = 1_000_000;
  private static final Duration LONGEST_TOKEN_LIFETIME = Duration.ofDays(1);

  private ServerSectionReader() {}

  static ServerSection read(SettingsMap server) {
    server.allow(KEYS);
    ServerSection usual = ServerSection.USUAL;
    return new ServerSection(
        server.text("host").orElse(usual.host()),
        server.number("port", 0, HIGHEST_PORT, usual.port()),
        server.duration("shutdown_timeout").orElse(usual.shutdownTimeout()),
        tokenLifetime(server),
        positive(server, "request_timeout", usual.requestTimeout()),
        evaluation(server.section("evaluation")),
        server.has("oidc") ? oidc(server.section("oidc")) : null,
        rateLimits(server.section("rate_limits")));
  }

  private static EvaluationSection evaluation(SettingsMap evaluation) {
    evaluation.allow(EVALUATION);
    return new EvaluationSection(
        JudgeSectionReader.caps(evaluation.section("budget")),
        positive(evaluation, "timeout", EvaluationSection.USUAL.timeout()));
  }

  private static OidcSection oidc(SettingsMap oidc) {
    oidc.allow(OIDC);
    for (String needed : new String[] {"issuer", "audience"}) {
      if (!oidc.has(needed)) {
        oidc.problem(needed, "the section server.oidc needs '%s'".formatted(needed));
      }
    }
    String issuer = oidc.text("issuer").orElse("");
    if (oidc.has("issuer") && !issuer.matches("https?://[^?#@]+")) {
      oidc.problem("issuer", "'server.oidc.issuer' must be an http or https address");
    }
    return new OidcSection(
        issuer,
        oidc.text("audience").orElse(""),
        oidc.text("organization_claim").orElse("org"),
        oidc.text("user_claim").orElse("sub"),
        oidc.text("role_claim").orElse("role"));
  }

  private static Duration positive(SettingsMap map, String key, Duration otherwise) {
    Duration read = map.duration(key).orElse(otherwise);
    if (read.isZero()) {
      map.problem(key, "'%s' is nothing; it must be longer".formatted(key));
    }
    return read;
  }

  private static Duration tokenLifetime(SettingsMap server) {
    Duration lifetime =
        server.duration("token_lifetime").orElse(ServerSection.USUAL.tokenLifetime());
    if (lifetime.compareTo(ServerSection.SHORTEST_TOKEN_LIFETIME) < 0
        || lifetime.compareTo(LONGEST_TOKEN_LIFETIME) > 0) {
      server.problem("token_lifetime", "'server.token_lifetime' must be from 30m to 24h");
    }
    return lifetime;
  }

  private static Map<String, Integer> rateLimits(SettingsMap limits) {
    limits.allow(ServerSection.USUAL_RATE_LIMITS.keySet());
    Map<String, Integer> read = new TreeMap<>();
    ServerSection.USUAL_RATE_LIMITS.forEach(
        (call, usual) -> read.put(call, limits.number(call, 1, MANY, usual)));
    return read;
  }
}
