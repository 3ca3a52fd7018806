package dev.assay.home;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the section {@code server} of a settings file. */
final class ServerSectionReader {
  private static final Set<String> KEYS =
      Set.of("host", "port", "shutdown_timeout", "token_lifetime", "rate_limits");
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
        rateLimits(server.section("rate_limits")));
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
