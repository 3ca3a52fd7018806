package dev.assay.api.access;

import dev.assay.api.http.RateLimits;
import dev.assay.catalog.database.Database;
import dev.assay.installation.OidcSection;
import dev.assay.installation.Settings;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Puts sign-in together. */
@Configuration(proxyBeanMethods = false)
@Import(SignInController.class)
public class AccessConfiguration {

  @Bean
  ApiKeys apiKeys(Database database, Clock clock) {
    return new ApiKeys(database.dataSource(), clock);
  }

  @Bean
  Tokens tokens(Database database, Settings settings, Clock clock) {
    return new Tokens(
        TokenSecret.of(database.dataSource(), clock), clock, settings.server().tokenLifetime());
  }

  @Bean
  RateLimits rateLimits(Settings settings, Clock clock) {
    return new RateLimits(settings.server().rateLimits(), clock);
  }

  /** Whose tokens are good: those of the issuer that the settings name, else the server's own. */
  @Bean
  TokenReader tokenReader(ApiKeys keys, Tokens tokens, Settings settings, Clock clock) {
    OidcSection oidc = settings.server().oidc();
    return oidc == null
        ? token -> tokens.read(token).flatMap(keys::callerOf)
        : new OidcTokens(oidc, clock);
  }

  @Bean
  CallGate callGate(ApiKeys keys, TokenReader tokens, RateLimits limits, Settings settings) {
    return new CallGate(keys, tokens, limits, settings.server().requestTimeout());
  }
}
