package dev.assay.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflatedTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "Überraschung \uD83D\uDE00", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
  void aTextComesBackWhole(String text) {
    assertThat(Deflated.of(text).text()).isEqualTo(text);
    assertThat(Deflated.of(text.repeat(10_000)).text()).isEqualTo(text.repeat(10_000));
  }

  @Test
  void aTextThatIsCutOffIsAnError() {
    byte[] bytes = Deflated.of("some text").bytes();

    assertThatThrownBy(() -> Deflated.of(Arrays.copyOf(bytes, 4)).text())
        .hasMessageStartingWith("Cannot read a text of the ledger");
  }
}
