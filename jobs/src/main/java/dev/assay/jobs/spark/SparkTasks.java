package dev.assay.jobs.spark;

import dev.assay.installation.Home;
import dev.assay.jobs.task.TaskRunner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** Runs tasks on the executors of a Spark cluster, one partition each. */
public final class SparkTasks implements TaskRunner, Closeable {

  private final SparkContext context;
  private final boolean isOurs;

  private SparkTasks(SparkContext context, boolean isOurs) {
    this.context = context;
    this.isOurs = isOurs;
  }

  /**
   * Connects to the cluster, unless this process is already.
   *
   * @param settings Spark settings of the installation
   */
  public static SparkTasks open(Home home, Map<String, String> settings) {
    boolean isOurs = SparkSession.getDefaultSession().isEmpty();
    return new SparkTasks(SparkSessions.open(home, settings).sparkContext(), isOurs);
  }

  /** Says in Spark's user interface what the tasks that follow are for. */
  public void describe(String what) {
    context.setJobDescription(what);
  }

  /** Leaves the cluster, when it was {@link #open} that connected to it. */
  @Override
  public void close() {
    if (isOurs) {
      context.stop();
    }
  }

  @Override
  public int places() {
    return context.defaultParallelism();
  }

  @Override
  public int placesOfAProcess() {
    return TaskSlots.of(context.getConf(), Runtime.getRuntime().availableProcessors());
  }

  @Override
  @SuppressWarnings("unchecked")
  public <R extends Serializable> List<R> run(
      List<? extends Task<R>> tasks, LongConsumer progress) {
    if (tasks.isEmpty()) {
      return List.of();
    }
    LongAccumulator done = context.longAccumulator();
    List<R> results = new ArrayList<>();
    try (var watch = new ProgressWatch(context, done, progress)) {
      List<byte[]> all =
          JavaSparkContext.fromSparkContext(context)
              .parallelize(tasks.stream().map(SparkTasks::serialised).toList(), tasks.size())
              .map(task -> serialised(((Task<R>) deserialised(task)).run(done::add)))
              .collect();
      for (byte[] each : all) {
        results.add((R) deserialised(each));
      }
    }
    return results;
  }

  /** By Java, whichever serializer the cluster is set to. */
  private static byte[] serialised(Serializable what) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(what);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot send a task", e);
    }
    return bytes.toByteArray();
  }

  private static Object deserialised(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("Cannot receive a task", e);
    }
  }
}
