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

class RequiredTextTest {
  private static final List<String> PARTS =
      List.of(
          "a",
          "a",
          "b",
          "k",
          "s",
          "K",
          "(",
          ")",
          "[ab]",
          "[^a]",
          "[a-k]",
          "[",
          "]",
          "^",
          "$",
          "|",
          "|",
          "*",
          "+",
          "?",
          "{2}",
          "{0,2}",
          "{1,}",
          "{",
          "}",
          "\\d",
          "\\D",
          "\\w",
          "\\b",
          "\\.",
          "\\pL",
          "\\x61",
          "\\Qa",
          "\\E",
          "\\n",
          ".",
          "(?i)",
          "(?i:",
          "(?-i)",
          "(?:",
          "(?P<n>",
          "é",
          "1",
          "-",
          "[[:alpha:]]",
          "[\\d]",
          "[]a]");
  private static final List<String> LETTERS =
      List.of("a", "b", "A", "k", "s", "\u212a", "\u017f", "1", ".", "é", "É", "-", " ", "\n");

  @Test
  void findsTheLongestTextsThatAMatchMustHold() {
    assertThat(PatternLiterals.required("(?i)\\b(sorry|apolog)")).hasValue(list("sorry", "apolog"));
    assertThat(PatternLiterals.required("ab?c+d(annoy(ed|ing)|exact)"))
        .hasValue(list("annoy", "exact"));
    assertThat(PatternLiterals.required("[a-z]+@[a-z]+\\.[a-z]{2,}")).hasValue(list("@"));
    assertThat(PatternLiterals.required("real.{0,9}(human|person)"))
        .hasValue(list("human", "person"));
    assertThat(PatternLiterals.required("[?!]")).hasValue(list("?", "!"));
    assertThat(PatternLiterals.required("(please)?")).isEmpty();
    assertThat(PatternLiterals.required("a|\\w")).isEmpty();
    assertThat(PatternLiterals.required("é")).isEmpty();
    assertThat(PatternLiterals.required("")).isEmpty();
  }

  @Test
  void passesOnTextsThatMayMatch() {
    RequiredText sorry = RequiredText.of("(?i)\\bsorry").orElseThrow();
    assertThat(mayMatch(sorry, "I am SoRRy")).isTrue();
    assertThat(mayMatch(sorry, "\u017forry")).isTrue();
    assertThat(mayMatch(sorry, "I am sor")).isFalse();
    assertThat(mayMatch(RequiredText.of("sorry").orElseThrow(), "SORRY")).isFalse();
  }

  @Seeded(100)
  void neverLosesAMatch(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      assertLosesNoMatch(joined(random, PARTS), joined(random, LETTERS));
    }
  }

  private static void assertLosesNoMatch(String regex, String text) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      return;
    }
    boolean mayMatch = RequiredText.of(regex).map(r -> mayMatch(r, text)).orElse(true);
    assertThat(mayMatch || !pattern.matcher(text).find()).as("%s on %s", regex, text).isTrue();
  }

  private static String joined(Random random, List<String> parts) {
    return Stream.generate(() -> parts.get(random.nextInt(parts.size())))
        .limit(random.nextInt(9))
        .collect(Collectors.joining());
  }

  private static boolean mayMatch(RequiredText required, String text) {
    return required.mayMatch(new Budget(), text);
  }

  private static List<String> list(String... texts) {
    return List.of(texts);
  }
}
