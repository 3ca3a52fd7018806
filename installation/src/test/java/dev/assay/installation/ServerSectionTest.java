package dev.assay.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSectionTest {

  @TempDir Path folder;

  @Test
  void holdsTheUsualWhenTheSettingsSayNothing() throws IOException {
    assertThat(read("org: acme").server()).isEqualTo(ServerSection.USUAL);
  }

  @Test
  void takesWhatTheSettingsSayAndTheUsualForTheRest() throws IOException {
    ServerSection server =
        read("""
                server:
                  host: 0.0.0.0
                  port: 0
                  shutdown_timeout: 5s
                  token_lifetime: 2h
                  rate_limits: {list_results: 600}
                """)
            .server();

    assertThat(server.host()).isEqualTo("0.0.0.0");
    assertThat(server.port()).isZero();
    assertThat(server.shutdownTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(server.tokenLifetime()).isEqualTo(Duration.ofHours(2));
    assertThat(server.rateLimits())
        .containsEntry("list_results", 600)
        .containsEntry("sign_in", 5)
        .hasSameSizeAs(ServerSection.USUAL_RATE_LIMITS);
  }

  @Test
  void namesEveryProblemWithItsLine() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    server:
                      port: 70000
                      token_lifetime: 10m
                      colour: blue
                      rate_limits: {sign_in: 0}
                    """))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining(
            "assay.yaml:2: 'server.port' is 70000; it must be a whole number from 0 to 65535")
        .hasMessageContaining(
            "assay.yaml:3: 'server.token_lifetime' is 10m; it must be a time from 30m to 24h")
        .hasMessageContaining("assay.yaml:4: unknown setting 'server.colour'")
        .hasMessageContaining("assay.yaml:5: 'server.rate_limits.sign_in' is 0");
  }

  private Settings read(String yaml) throws IOException {
    Path file = folder.resolve("assay.yaml");
    Files.writeString(file, yaml);
    return SettingsFile.read(file, folder);
  }
}
