package dev.assay.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSlotsTest {

  @ParameterizedTest
  @CsvSource({
    "local[*], , , 8",
    "local, , , 1",
    "local[3], , , 3",
    "'local[4,2]', , , 4",
    "spark://one:7077, , , 8",
    "spark://one:7077, 5, , 5",
    "spark://one:7077, 5, 2, 2",
    "yarn, 1, 2, 1"
  })
  void tasksThatShareAProcessAreCounted(
      String master, @Nullable String executorCores, @Nullable String taskCpus, int slots) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    if (executorCores != null) {
      conf.set("spark.executor.cores", executorCores);
    }
    if (taskCpus != null) {
      conf.set("spark.task.cpus", taskCpus);
    }

    assertThat(TaskSlots.of(conf, 8)).isEqualTo(slots);
  }
}
