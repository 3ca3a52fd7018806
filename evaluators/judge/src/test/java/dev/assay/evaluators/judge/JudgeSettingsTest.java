package dev.assay.evaluators.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.evaluators.Usage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeSettingsTest {

  @Test
  void settingsCrossToOtherProcesses() throws Exception {
    JudgeSettings settings = JudgeSettings.of(URI.create("https://judge.example/v1"), "m");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(settings);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(settings);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://me:hush@judge.example/v1",
        "https://judge.example/v1?key=hush",
        "https://judge.example/v1#hush"
      })
  void aUrlWithASecretIsRefusedWithoutSayingIt(String url) {
    assertThatThrownBy(() -> JudgeSettings.of(URI.create(url), "m"))
        .hasMessageStartingWith("Invalid url of the judge at judge.example")
        .hasMessageContaining("ASSAY_JUDGE_KEY")
        .hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @ValueSource(strings = {"judge.example/v1", "ftp://judge.example", "http:///v1", "file:/v1"})
  void aUrlWithoutHostOrHttpIsRefused(String url) {
    assertThatThrownBy(() -> JudgeSettings.of(URI.create(url), "m"))
        .hasMessageStartingWith("Invalid url of the judge");
  }

  @ParameterizedTest
  @CsvSource({
    "0.15, 0.60, 1000000, 1000000, 750000000",
    "0.15, 0.60, 1, 0, 150",
    "0.0001, 0, 1, 0, 1",
    "0.0001, 0, 10, 0, 1",
    "0.0001, 0, 11, 0, 2",
    "15, 75, 1234, 567, 61035000",
    "1000000, 1000000, 1000000000, 0, 1000000000000000000",
    "0, 0, 5, 7, 0"
  })
  void moneyIsCountedInNanosAndRoundedUp(
      BigDecimal input, BigDecimal output, long read, long written, long nanos) {
    assertThat(new Prices(input, output).usage(read, written))
        .isEqualTo(new Usage(read, written, nanos));
  }

  @Test
  void aNegativePriceIsRefused() {
    assertThatThrownBy(() -> new Prices(new BigDecimal("-1"), BigDecimal.ZERO))
        .hasMessage("Invalid price -1 for a million input tokens: it must be 0 to 1,000,000");
  }
}
