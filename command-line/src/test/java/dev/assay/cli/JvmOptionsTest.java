package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/** What {@code ./assay} starts Java with. */
class JvmOptionsTest {

  private static final Path OPTIONS = Path.of("..", "conf", "jvm.options");

  @Test
  void theyHoldAllThatSparkNeeds() throws IOException {
    List<String> needed =
        Arrays.stream(JavaModuleOptions.defaultModuleOptions().trim().split("\\s+"))
            .filter(option -> !option.contains("jdk.incubator.vector"))
            .toList();
    assertThat(needed).hasSizeGreaterThan(10);
    assertThat(Files.readAllLines(OPTIONS).stream().map(String::strip)).containsAll(needed);
  }
}
