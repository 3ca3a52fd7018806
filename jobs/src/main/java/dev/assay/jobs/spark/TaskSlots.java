package dev.assay.jobs.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** How many tasks share the memory of a process. */
final class TaskSlots {

  private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+).*");

  private TaskSlots() {}

  /**
   * Of a process with these settings.
   *
   * @param processors of its machine, which count when the settings say nothing of cores
   */
  static int of(SparkConf conf, int processors) {
    String master = conf.get("spark.master", "local[*]");
    Matcher threads = LOCAL.matcher(master);
    int cores;
    if (threads.matches()) {
      cores = Integer.parseInt(threads.group(1));
    } else if (master.equals("local")) {
      cores = 1;
    } else {
      cores =
          master.startsWith("local") ? processors : conf.getInt("spark.executor.cores", processors);
    }
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }
}
