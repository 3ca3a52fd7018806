package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoSparkTest {

  @Test
  void noArtifactOfSparkOrTheJobsIsOnTheClassPath() {
    assertThat(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1)))
        .map(entry -> String.valueOf(Path.of(entry).getFileName()))
        .isNotEmpty()
        .noneMatch(name -> name.startsWith("assay-jobs") || name.startsWith("assay-command-line"))
        .noneMatch(name -> name.startsWith("spark-"))
        .noneMatch(name -> name.startsWith("scala-") || name.startsWith("delta-spark"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.spark.sql.SparkSession",
        "org.apache.spark.SparkContext",
        "dev.assay.jobs.nightly.Runner",
        "dev.assay.cli.Main"
      })
  void noClassOfThemCanBeLoaded(String name) {
    assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
  }
}
