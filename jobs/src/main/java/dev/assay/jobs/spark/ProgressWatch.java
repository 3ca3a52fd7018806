package dev.assay.jobs.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/** Tells how far the tasks of a step have come, from what their executors report meanwhile. */
final class ProgressWatch extends SparkListener implements AutoCloseable {

  private final SparkContext context;
  private final LongAccumulator count;
  private final LongConsumer progress;
  private final Map<Object, Long> byTask = new ConcurrentHashMap<>();

  ProgressWatch(SparkContext context, LongAccumulator count, LongConsumer progress) {
    this.context = context;
    this.count = count;
    this.progress = progress;
    context.addSparkListener(this);
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    CollectionConverters.asJava(update.accumUpdates())
        .forEach(
            task ->
                CollectionConverters.asJava(task._4())
                    .forEach(accumulated -> note(task._1(), accumulated)));
    progress.accept(byTask.values().stream().mapToLong(Long::longValue).sum());
  }

  private void note(Object task, AccumulableInfo accumulated) {
    if (accumulated.id() == count.id()
        && accumulated.update().isDefined()
        && accumulated.update().get() instanceof Long amount) {
      byTask.put(task, amount);
    }
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
