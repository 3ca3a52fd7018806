package dev.assay.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {

  @Test
  void isKeysPartedByDots() {
    assertThat(FieldPath.of("ticket.log.0.text").steps())
        .containsExactly("ticket", "log", "0", "text");
    assertThat(FieldPath.of("_id.$oid").steps()).containsExactly("_id", "$oid");
    assertThat(FieldPath.of("\"a.b\".\"c[0]\".d e").steps()).containsExactly("a.b", "c[0]", "d e");
    assertThat(FieldPath.of("a.\"b\"")).isEqualTo(FieldPath.of("a.b")).hasToString("a.\"b\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", ".", "a.", ".a", "a..b", "a. .b", "a[0]", "a[].b", "\"a", "a\"b\""})
  void anythingElseIsNone(String text) {
    assertThatThrownBy(() -> FieldPath.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid path \"%s\": write keys parted by dots, such as ticket.number; a number is a"
                + " place in a list, and a key with dots or brackets stands in quotation marks",
            text);
  }
}
