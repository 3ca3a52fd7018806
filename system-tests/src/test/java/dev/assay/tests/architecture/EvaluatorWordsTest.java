package dev.assay.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.EvaluatorTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nobody tells evaluators apart by the words of their types, but by what they can. */
class EvaluatorWordsTest {
  private static final Path ROOT = Path.of("..");

  /** The word where it names something else, and where it is what a definition says by default. */
  private static final List<String> OTHERS =
      List.of(
          "EvaluatorDefinition.java: public static final String DEFAULT_TYPE = \"judge\";",
          "JudgeCommand.java: name = \"judge\",",
          "SettingsFile.java: all.optionalSection(\"judge\", JudgeSectionReader::read).orElse(null),");

  @Test
  void onlyTheJudgeSaysWhatItIsCalled() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(EvaluatorWordsTest::isOfOthers).toList()) {
        Files.readString(file)
            .lines()
            .filter(line -> line.contains("\"judge\"") || line.contains("\"learned\""))
            .forEach(line -> found.add(file.getFileName() + ": " + line.strip()));
      }
    }

    assertThat(found).containsExactlyInAnyOrderElementsOf(OTHERS);
  }

  @Test
  void thereAreEvaluatorsThatArePaidAndOthers() {
    assertThat(EvaluatorTypes.has("judge", Capability.PAID)).isTrue();
    assertThat(EvaluatorTypes.find("code"))
        .hasValueSatisfying(code -> assertThat(code.capabilities()).isEmpty());
  }

  private static boolean isOfOthers(Path file) {
    String path = ROOT.relativize(file).toString().replace('\\', '/');
    return path.endsWith(".java")
        && path.contains("src/main/java/")
        && !path.startsWith("evaluators/judge/")
        && !path.contains("/target/");
  }
}
