package dev.assay.evaluators.judge.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputLineTest {

  @Test
  void theBodyIsKeptExactlyAsItStands() {
    String body = "{ \"a\":1.00, \"a\":\"é\\u00e9 {]\",\"b\":[1,{}] }";

    assertThat(
            OutputLine.read(
                "{\"id\":\"x\",\"custom_id\":\"call\",\"response\":{\"status_code\":200,\"body\": "
                    + body
                    + ",\"request_id\":\"r\"},\"error\":null}"))
        .contains(new OutputLine("call", 200, body, null));
  }

  @Test
  void aRequestWithoutAResponseHasACode() {
    assertThat(
            OutputLine.read(
                "{\"custom_id\":\"call\",\"response\":null,\"error\":{\"message\":\"late\",\"code\":\"batch_expired\"}}"))
        .contains(new OutputLine("call", 0, null, "batch_expired"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "nonsense",
        "{\"response\":{\"status_code\":200}}",
        "{\"custom_id\":\"call\",\"response\":{\"status_code\":200,\"body\":{\"a\":"
      })
  void aLineThatCannotBeReadIsNobodys(String line) {
    assertThat(OutputLine.read(line)).isEmpty();
  }

  @Test
  void theBeginningOfALineThatIsTooLongSaysWhoseItIs() {
    assertThat(
            OutputLine.readCut(
                "{\"id\":\"x\",\"custom_id\": \"call\",\"response\":{\"status_code\":200,\"body\":{\"a\":\"aaaa"))
        .contains(new OutputLine("call", 200, null, null));
    assertThat(OutputLine.readCut("{\"id\":\"x\",\"body\":\"aaaa")).isEmpty();
  }
}
