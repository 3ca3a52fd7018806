package dev.assay.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionSectionTest {
  @TempDir private Path folder;

  @Test
  void whatIsNotSaidIsKeptForEverButPlans() throws IOException {
    assertThat(read("")).isEqualTo(RetentionSection.USUAL);
    assertThat(RetentionSection.USUAL.plans()).isEqualTo(30);
  }

  @Test
  void eachIsANumberOfDays() throws IOException {
    assertThat(read("retention: {plans: 7d, quarantine: 90d, reports: 1d}"))
        .isEqualTo(
            new RetentionSection(
                7,
                Optional.empty(),
                Optional.empty(),
                Optional.of(90),
                Optional.empty(),
                Optional.of(1)));
  }

  @Test
  void whatIsNoNumberOfDaysIsRefused() {
    assertThatThrownBy(() -> read("retention: {plans: 0d, history: 5h, results: 3d}"))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("'retention.plans' is 0d; it must be a number of days such as 30d")
        .hasMessageContaining("'retention.history' is 5h")
        .hasMessageContaining("unknown setting 'retention.results'");
  }

  private RetentionSection read(String yaml) throws IOException {
    Path file = folder.resolve("assay.yaml");
    Files.writeString(file, yaml);
    return SettingsFile.read(file, folder).retention();
  }
}
