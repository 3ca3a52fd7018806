package dev.assay.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  @Test
  void isKeptFromReleaseToRelease() {
    assertThat(Fingerprint.of(List.of("code", "1", "true")))
        .isEqualTo("cf50894ba81ba200d9652aef65f84478");
  }

  @Test
  void knowsWhereAPartEnds() {
    assertThat(Fingerprint.of(List.of("ab", "c"))).isNotEqualTo(Fingerprint.of(List.of("a", "bc")));
    assertThat(Fingerprint.of(List.of(""))).isNotEqualTo(Fingerprint.of(List.of("", "")));
  }

  @Test
  void tellsLoneSurrogatesApart() {
    assertThat(Fingerprint.of(List.of("\ud800"))).isNotEqualTo(Fingerprint.of(List.of("\udfff")));
  }
}
