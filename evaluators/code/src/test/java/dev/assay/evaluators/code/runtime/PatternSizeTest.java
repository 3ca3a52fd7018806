package dev.assay.evaluators.code.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.assay.evaluators.Seeded;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSizeTest {
  private static final int SPARE = 4;
  private static final List<String> PARTS =
      List.of(
          "a",
          "b",
          "(",
          ")",
          "[",
          "]",
          "^",
          "|",
          "*",
          "+",
          "?",
          "{2}",
          "{3,}",
          "{2,5}",
          "{",
          "}",
          "\\d",
          "\\pL",
          "\\p{Greek}",
          "\\Q",
          "\\E",
          ".",
          "(?i)",
          "(?:",
          "\\x{61}",
          "\\b",
          "[:alpha:]",
          ",",
          "é",
          "-");

  @Test
  void multipliesNestedRepetitions() {
    assertThat(PatternSize.of("(a{1000}){1000}")).isGreaterThan(1_000_000);
    assertThat(PatternSize.of("((((a{99}){99}){99}){99}){99}")).isEqualTo(Integer.MAX_VALUE);
    assertThat(PatternSize.of("\\p{L}{500}")).isBetween(500L, 1_500L);
    assertThat(PatternSize.of("[{]{400}")).isBetween(400L, 1_000L);
    assertThat(PatternSize.of("(?:x{30}){30,}")).isGreaterThan(900);
  }

  @Test
  void isModestForWhatPeopleWrite() {
    assertThat(PatternSize.of("(?i)\\b(sorry|apolog(y|ies|ize))\\b")).isLessThan(60);
    assertThat(PatternSize.of("[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,24}")).isLessThan(120);
    assertThat(PatternSize.of("[A-Z]{2}[0-9]{2}( ?[0-9A-Z]{4}){3,7}")).isLessThan(200);
    assertThat(PatternSize.of("{not a count}")).isLessThan(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[(?:-[:alpha:],+\\Q|\\Q\\x{61}(?i)*-]",
        "[a-[:b](c{99}){9}]",
        "[\\d-[:alpha:]](c{99}){9}",
        "[\\p{Greek}-[:alpha:]](c{99}){9}",
        "[a-\\x{5b}-[:alpha:]](c{99}){9}",
        "[]-[:alpha:](c{99}){9}]",
        "[^]](c{99}){9}",
        "[a-]](c{99}){9}"
      })
  void knowsWhereACharacterClassEnds(String regex) {
    assertDoesNotUnderstate(regex);
  }

  @Seeded(100)
  void neverUnderstates(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      assertDoesNotUnderstate(pattern(random));
    }
  }

  private static void assertDoesNotUnderstate(String regex) {
    if (PatternSize.of(regex) > Patterns.MAX_PROGRAM) {
      return;
    }
    try {
      assertThat(Pattern.compile(regex).programSize())
          .as(regex)
          .isLessThanOrEqualTo((int) (SPARE + 2 * PatternSize.of(regex)));
    } catch (PatternSyntaxException e) {
      assertThat(e.getDescription()).as(regex).isNotBlank();
    }
  }

  private static String pattern(Random random) {
    return Stream.generate(() -> PARTS.get(random.nextInt(PARTS.size())))
        .limit(random.nextInt(15))
        .collect(Collectors.joining());
  }
}
